-- Every article has its file in the ledger, and if that is in it as loaded for this article, with the same bytes.
-- fault: touch these files and run: wirehouse ingest; if that does not help, keep a copy of the home and report it
SELECT articles.inbox, articles.path, articles.article_id, articles.sha256, files.sha256 AS sha256_of_file
FROM articles
LEFT JOIN files ON files.inbox = articles.inbox AND files.path = articles.path
WHERE files.path IS NULL
    OR (files.status = 'loaded' AND files.moved_to IS NULL AND files.article_id = articles.article_id
        AND files.sha256 <> articles.sha256)
ORDER BY ALL;
