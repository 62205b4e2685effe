SELECT position, field, char_start, char_end, line_start, line_end
FROM spans
WHERE article_id = $article_id AND version = $version
ORDER BY position;
