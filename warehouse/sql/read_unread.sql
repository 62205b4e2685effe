SELECT path, size, mtime_ns, ctime_ns, inode
FROM unread
WHERE nth > $after AND nth <= $after + $count
ORDER BY nth;
