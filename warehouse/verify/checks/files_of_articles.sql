-- The text of every file that is in the ledger as loaded is a version of its article, current or former.
-- fault: touch these files and run: wirehouse ingest; if that does not help, keep a copy of the home and report it
SELECT files.inbox, files.path, files.article_id, files.sha256
FROM files
ANTI JOIN article_versions USING (article_id, sha256)
WHERE files.status = 'loaded'
ORDER BY ALL;
