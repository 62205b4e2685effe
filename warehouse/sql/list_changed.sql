-- The articles that a run brought or changed, new versions first.
SELECT article_id, version, changed_fields, path
FROM articles
WHERE run_id = $run_id
ORDER BY version DESC, path
LIMIT $limit;
