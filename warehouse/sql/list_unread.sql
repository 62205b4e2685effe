-- The files to read, the one modified first at the head: of two texts of one article the later one wins.
-- Those that may not have settled come last.
CREATE OR REPLACE TEMP TABLE unread AS
SELECT path, size, mtime_ns, ctime_ns, inode, row_number() OVER (ORDER BY ctime_ns > $settled_ns, mtime_ns, path) AS nth
FROM sightings
WHERE look NOT IN ('absent', 'replayed');
