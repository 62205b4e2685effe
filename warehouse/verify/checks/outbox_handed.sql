-- Every change of an incident is handed over to be sent, if not by the run that found it, then by the next.
-- fault: runs cannot write alerts.sqlite: their last lines on stderr say why; wirehouse status shows what is open
WITH
handed AS (SELECT max(created_at) AS latest FROM outbox WHERE handed_at IS NOT NULL)
SELECT key, created_at, run_id
FROM outbox, handed
WHERE handed_at IS NULL AND (
    created_at < handed.latest
    OR (SELECT count(*) FROM runs WHERE runs.run_id > outbox.run_id AND runs.state = 'completed') > 1
)
ORDER BY created_at, key;
