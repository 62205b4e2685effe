-- Those that are new; several of a rule that one run opens are numbered.
INSERT INTO incidents BY NAME
SELECT
    $stamp || '-' || rule || '-' || right($run_id, 4)
        || CASE row_number() OVER of_rule WHEN 1 THEN '' ELSE '.' || row_number() OVER of_rule END AS incident_id,
    rule, severity, inbox, scope, 'open' AS state, $now AS opened_at, $run_id AS opened_run, $now AS last_seen_at,
    $run_id AS last_run, 1 AS runs, files, files AS most_files, message, coalesce(examples, '[]') AS examples,
    $now AS told_at, 0 AS reminders
FROM findings
LEFT JOIN examples USING (rule, scope)
WHERE (rule, inbox, scope) NOT IN (
    SELECT (rule, inbox, scope) FROM incidents WHERE state = 'open' AND opened_run IS NOT NULL
)
WINDOW of_rule AS (PARTITION BY rule ORDER BY inbox, scope)
RETURNING *;
