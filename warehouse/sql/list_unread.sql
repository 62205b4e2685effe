-- The files to read, the one modified first at the head: of two texts of one article the later one wins.
SELECT path, size, mtime_ns, ctime_ns, inode
FROM sightings
WHERE look <> 'unchanged'
ORDER BY mtime_ns, path;
