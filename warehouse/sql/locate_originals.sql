-- An original stands there once; a second one, of a crash between two programs, would be the same.
SELECT sha256, any_value(size) AS size, min(rowid) AS place
FROM originals
WHERE sha256 IN (SELECT sha256 FROM wanted)
GROUP BY sha256;
