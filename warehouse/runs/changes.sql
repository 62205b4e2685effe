-- name: list_changed
-- The articles that a run brought or changed, new versions first.
SELECT article_id, version, changed_fields, path
FROM articles
WHERE run_id = $run_id
ORDER BY version DESC, path
LIMIT $limit;

-- name: count_withheld
-- What a run withheld, by rule, with three of the paths.
SELECT rule, count(*) AS files, list(path ORDER BY path)[:3] AS examples
FROM (SELECT unnest(rules) AS rule, path FROM quarantine WHERE run_id = $run_id)
GROUP BY rule
ORDER BY files DESC, rule;
