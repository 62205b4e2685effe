-- The files that the ledger holds as present in an inbox, as they were when they were last read.
SELECT path, size, mtime_ns, ctime_ns, inode, sha256
FROM files
WHERE inbox = $inbox AND missing_since IS NULL AND mtime_ns >= 0
ORDER BY path;
