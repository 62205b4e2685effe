-- The versions of an article, the oldest first, each with the time in which it was current.
SELECT version, valid_from, valid_to, run_id, path
FROM article_versions
WHERE article_id = $article_id
ORDER BY version;
