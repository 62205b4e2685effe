-- What list_withheld leaves when an inbox has nothing in quarantine, without a look at all its files.
CREATE OR REPLACE TEMP TABLE replayable AS
SELECT path, size, mtime_ns, ctime_ns, inode, sha256, article_id FROM files LIMIT 0;
