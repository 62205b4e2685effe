-- name: count_looks
-- What a scan found other than the ledger has it, with some of the paths; known as missing and missing still is as it has it.
SELECT sightings.look, count(*) AS files, min(sightings.path, $examples) AS examples
FROM sightings
LEFT JOIN files ON files.inbox = $inbox AND files.path = sightings.path AND files.moved_to IS NULL
WHERE NOT (sightings.look = 'absent' AND files.missing_since IS NOT NULL)
GROUP BY sightings.look;

-- name: list_present
-- The files that the ledger holds as present in an inbox, as they were when they were last read.
SELECT path, size, mtime_ns, ctime_ns, inode, sha256
FROM files
WHERE inbox = $inbox AND missing_since IS NULL AND mtime_ns >= 0
ORDER BY path;

-- name: name_files
-- Some digests, each with the first file that has these bytes; NULL if no file has them.
SELECT wanted.sha256, min_by(files.inbox, files.path) AS inbox, min(files.path) AS path
FROM (SELECT unnest($digests::VARCHAR[]) AS sha256) AS wanted
LEFT JOIN files USING (sha256)
GROUP BY wanted.sha256
ORDER BY wanted.sha256;
