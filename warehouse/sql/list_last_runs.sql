-- The last run of every inbox that scanned it, or was to.
SELECT run_id, inbox, state, started_at, finished_at, error
FROM runs
WHERE kind = 'ingest'
QUALIFY row_number() OVER (PARTITION BY inbox ORDER BY run_id DESC) = 1
ORDER BY inbox;
