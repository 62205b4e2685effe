INSERT INTO originals
SELECT sha256, size, bytes
FROM originals_read
WHERE sha256 NOT IN (SELECT sha256 FROM originals);
