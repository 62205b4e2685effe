-- What became of the files with this article id, path or file name that hold no article of their own.
SELECT inbox, path, article_id, status, duplicate_of FROM files
WHERE (article_id = lower($name) OR path = $name OR ends_with(path, '/' || $name)) AND status <> 'loaded'
ORDER BY inbox, path
LIMIT 3;
