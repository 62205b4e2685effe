-- name: read_health
-- Counts and moments of the whole warehouse.
SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT max(published_on) FROM articles) AS newest_article,
    (SELECT max(version_created) FROM articles) AS last_loaded_at,
    (SELECT max(published_at) FROM runs) AS published_at,
    (SELECT count(*) FROM files WHERE missing_since IS NOT NULL AND moved_to IS NULL) AS missing,
    (SELECT count(*) FROM quarantine) AS withheld;

-- name: list_last_runs
-- The last run of every inbox that scanned it, or was to.
SELECT run_id, inbox, state, started_at, finished_at, error
FROM runs
WHERE kind = 'ingest'
QUALIFY row_number() OVER (PARTITION BY inbox ORDER BY run_id DESC) = 1
ORDER BY inbox;

-- name: list_oddities
-- What is odd about the inboxes: what the last finished run of each said of itself as a whole.
WITH checked AS (
    SELECT max(run_id) AS run_id FROM runs WHERE kind = 'ingest' AND state = 'completed' GROUP BY inbox
)
SELECT inbox, rule, severity, field, value, message, remedy
FROM issues
WHERE stage = 'run' AND run_id IN (SELECT run_id FROM checked)
ORDER BY inbox, rule, field;

-- name: find_inbox
-- Whether a run ever scanned the inbox, or was to.
SELECT count(*) > 0 FROM runs WHERE inbox = $inbox AND kind = 'ingest';
