SELECT sha256, bytes
FROM originals
WHERE rowid IN (SELECT place FROM places);
