-- name: create_originals
-- Compressed already, so DuckDB need not try; without an index, since the insert looks for what is there.
CREATE TABLE IF NOT EXISTS originals (
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    bytes BLOB USING COMPRESSION uncompressed NOT NULL
);

-- name: stage_known_originals
-- Which of the bytes that a batch read are kept already.
CREATE OR REPLACE TEMP TABLE known_originals AS
SELECT sha256, rowid AS place
FROM originals
WHERE sha256 IN (SELECT sha256 FROM originals_read);

-- name: delete_changed_originals
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

-- name: insert_originals
-- The bytes that are not kept yet.
INSERT INTO originals
SELECT sha256, size, bytes
FROM originals_read
WHERE sha256 NOT IN (SELECT sha256 FROM originals);

-- name: locate_originals
-- An original stands there once; a second one, of a crash between two programs, would be the same.
SELECT sha256, any_value(size) AS size, min(rowid) AS place
FROM originals
WHERE sha256 IN (SELECT sha256 FROM wanted)
GROUP BY sha256;

-- name: locate_all_originals
-- Where every original lies, in the order in which they lie.
SELECT sha256, size, rowid AS place FROM originals ORDER BY rowid;

-- name: fetch_originals
-- The compressed bytes at some places. Read by row ids: the bytes are the whole database.
SELECT sha256, bytes
FROM originals
WHERE rowid IN (SELECT place FROM places);
