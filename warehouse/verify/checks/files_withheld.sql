-- What is in quarantine is in the ledger as withheld, with the same bytes, and the other way round.
-- fault: touch these files and run: wirehouse ingest
SELECT
    coalesce(quarantine.inbox, files.inbox) AS inbox, coalesce(quarantine.path, files.path) AS path,
    quarantine.sha256, files.sha256 AS sha256_of_file, files.status, files.missing_since
FROM quarantine
FULL JOIN (SELECT * FROM files WHERE status = 'quarantined' AND missing_since IS NULL) AS files
    ON files.inbox = quarantine.inbox AND files.path = quarantine.path
WHERE files.path IS NULL OR quarantine.path IS NULL
    OR files.sha256 <> quarantine.sha256 OR files.article_id <> quarantine.article_id
ORDER BY ALL;
