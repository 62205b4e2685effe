-- Originals that are not kept cannot be replayed: the next reading of the inbox takes these files again.
UPDATE files SET mtime_ns = -1
WHERE inbox = $inbox AND path IN (SELECT path FROM unkept);
