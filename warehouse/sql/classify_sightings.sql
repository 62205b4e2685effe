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
