DELETE FROM files WHERE inbox = $inbox AND path IN (SELECT path FROM classified);
