-- The current versions of the articles with this id, path or file name; of an id there is one.
SELECT * FROM articles
WHERE article_id = lower($name)
   OR NOT EXISTS (FROM articles WHERE article_id = lower($name)) AND (path = $name OR ends_with(path, '/' || $name))
ORDER BY inbox, path;
