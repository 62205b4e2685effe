-- A duplicate whose article got another text is a duplicate no longer: the next run reads it again.
UPDATE files SET mtime_ns = -1
FROM articles
WHERE files.status = 'duplicate' AND files.missing_since IS NULL
    AND files.duplicate_of IN (SELECT article_id FROM incoming)
    AND articles.article_id = files.duplicate_of AND articles.sha256 <> files.sha256;
