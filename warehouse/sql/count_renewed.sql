-- In how many articles of a reparse each field changed.
SELECT field, count(*) AS articles
FROM (SELECT unnest(changed_fields) AS field FROM article_versions WHERE run_id = $run_id)
GROUP BY field
ORDER BY articles DESC, field;
