INSERT INTO originals
SELECT sha256, any_value(size), any_value(bytes)
FROM originals_read
ANTI JOIN originals USING (sha256)
GROUP BY sha256;
