-- What is odd about the inboxes: what the last finished run of each said of itself as a whole.
WITH checked AS (
    SELECT max(run_id) AS run_id FROM runs WHERE kind = 'ingest' AND state = 'completed' GROUP BY inbox
)
SELECT inbox, rule, severity, field, value, message, remedy
FROM issues
WHERE stage = 'run' AND run_id IN (SELECT run_id FROM checked)
ORDER BY inbox, rule, field;
