-- Every file that is in the ledger as a duplicate names the article that holds its bytes, and that has held them.
-- fault: touch these files and run: wirehouse ingest
SELECT files.inbox, files.path, files.duplicate_of, files.sha256
FROM files
LEFT JOIN article_versions AS held ON held.article_id = files.duplicate_of AND held.sha256 = files.sha256
WHERE files.status = 'duplicate' AND held.article_id IS NULL
ORDER BY ALL;
