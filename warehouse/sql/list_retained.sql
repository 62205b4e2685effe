-- Articles that a reparse would have to withhold, with the first of the reasons.
SELECT
    inbox, path, article_id, any_value(sha256) AS sha256,
    list(DISTINCT rule ORDER BY rule) AS rules,
    min_by(message, (line_start, rule)) AS reason
FROM issues
WHERE run_id = $run_id AND severity = 'error'
GROUP BY ALL
ORDER BY inbox, path;
