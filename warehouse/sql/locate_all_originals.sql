SELECT sha256, size, rowid AS place FROM originals ORDER BY rowid;
