-- Which of the bytes that a batch read are kept already.
CREATE OR REPLACE TEMP TABLE known_originals AS
SELECT sha256, rowid AS place
FROM originals
WHERE sha256 IN (SELECT sha256 FROM originals_read);
