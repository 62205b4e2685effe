-- name: classify_sightings
-- What the stat alone says of every file seen or known: as the ledger has it, to be read, or absent.
-- A file is read only if its size, times or inode changed; the ctime catches an edit that keeps the mtime.
-- A directory that could not be looked into ($blind, each ending in a slash) hides its files: they are not absent.
CREATE OR REPLACE TEMP TABLE sightings AS
WITH known AS (
    SELECT path, size, mtime_ns, ctime_ns, inode, missing_since IS NOT NULL AS missing
    FROM files
    WHERE inbox = $inbox AND moved_to IS NULL
)
SELECT
    coalesce(seen.path, known.path) AS path, seen.size, seen.mtime_ns, seen.ctime_ns, seen.inode,
    CASE
        WHEN seen.path IS NULL THEN 'absent'
        WHEN known.path IS NULL THEN 'unknown'
        WHEN known.missing THEN 'missing'
        ELSE 'changed'
    END AS look
FROM seen
FULL JOIN known ON known.path = seen.path
WHERE NOT (
    known.path IS NOT NULL AND seen.path IS NOT NULL AND NOT known.missing
    AND known.size = seen.size AND known.mtime_ns = seen.mtime_ns
    AND known.ctime_ns = seen.ctime_ns AND known.inode = seen.inode
) AND NOT (
    seen.path IS NULL AND len(list_filter($blind::VARCHAR[], lambda place: starts_with(known.path, place))) > 0
);

-- name: list_absent
-- Files of this inbox that the ledger has and the scan did not find.
CREATE OR REPLACE TEMP TABLE absent AS
SELECT files.path, files.article_id, files.sha256, files.status, files.missing_since
FROM sightings
JOIN files ON files.inbox = $inbox AND files.path = sightings.path
WHERE sightings.look = 'absent';

-- name: list_unread
-- The files to read, the one modified first at the head: of two texts of one article the later one wins.
-- Those that may not have settled come last.
CREATE OR REPLACE TEMP TABLE unread AS
SELECT path, size, mtime_ns, ctime_ns, inode, row_number() OVER (ORDER BY ctime_ns > $settled_ns, mtime_ns, path) AS nth
FROM sightings
WHERE look NOT IN ('absent', 'replayed');

-- name: read_unread
-- Some of the files to read, by their place in the order.
SELECT path, size, mtime_ns, ctime_ns, inode
FROM unread
WHERE nth > $after AND nth <= $after + $count
ORDER BY nth;
