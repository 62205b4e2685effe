-- What is kept under a digest and is not what was just read of it is damaged, or compressed by another zstd: the bytes
-- in hand have been held against the digest, and take its place. Read by row ids: the bytes are the whole database.
DELETE FROM originals
WHERE rowid IN (
    SELECT stored.place
    FROM (
        SELECT rowid AS place, sha256, size, bytes FROM originals WHERE rowid IN (SELECT place FROM known_originals)
    ) AS stored
    JOIN originals_read USING (sha256)
    WHERE stored.bytes <> originals_read.bytes OR stored.size <> originals_read.size
);
