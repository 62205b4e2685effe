-- What the stat alone says of every file seen: as the ledger knows it, or to be read.
-- A file is read only if its size, times or inode changed; the ctime catches an edit that keeps the mtime.
CREATE OR REPLACE TEMP TABLE sightings AS
SELECT
    seen.*,
    CASE
        WHEN files.path IS NULL OR files.moved_to IS NOT NULL THEN 'unknown'
        WHEN files.missing_since IS NOT NULL THEN 'missing'
        WHEN files.size = seen.size AND files.mtime_ns = seen.mtime_ns
            AND files.ctime_ns = seen.ctime_ns AND files.inode = seen.inode THEN 'unchanged'
        ELSE 'changed'
    END AS look
FROM seen
LEFT JOIN files ON files.inbox = $inbox AND files.path = seen.path;
