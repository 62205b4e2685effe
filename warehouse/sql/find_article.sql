SELECT * FROM articles
WHERE article_id = $name OR path = $name OR ends_with(path, '/' || $name)
ORDER BY article_id = $name DESC, path
LIMIT 1;
