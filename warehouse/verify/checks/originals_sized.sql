-- Every original has the size that the ledger knows of it.
-- fault: originals are damaged: touch those of these files that are still there, and run: wirehouse ingest
SELECT DISTINCT files.inbox, files.path, files.sha256, files.size, originals.size AS size_of_original
FROM files
JOIN kept.originals USING (sha256)
WHERE files.size <> originals.size
ORDER BY ALL;
