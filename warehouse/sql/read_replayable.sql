SELECT * FROM replayable ORDER BY mtime_ns, path;
