-- The ledger says of every file what became of it, and what it says fits together.
-- fault: touch these files and run: wirehouse ingest
SELECT inbox, path, status, duplicate_of, missing_since, moved_to
FROM files
WHERE status NOT IN ('loaded', 'quarantined', 'duplicate')
    OR (status = 'duplicate') <> (duplicate_of IS NOT NULL)
    OR (moved_to IS NOT NULL AND missing_since IS NULL)
ORDER BY ALL;
