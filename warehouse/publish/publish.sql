-- name: find_unpublished
-- Readers know every run that changed something, or ended badly. One row per run that they do not know.
-- pending: readers have less than the loader; the next run publishes
SELECT run_id, inbox, state FROM runs
WHERE published_at IS NULL AND (
    "read" > 0 OR missing > 0 OR replayed > 0 OR renewed > 0 OR retained > 0 OR state IN ('failed', 'crashed')
);

-- name: find_untold
-- What is odd about the last ingest and was not about the one that readers know.
WITH last AS (SELECT inbox, run_id FROM runs WHERE kind = 'ingest' ORDER BY run_id DESC LIMIT 1)
SELECT rule FROM issues WHERE stage = 'run' AND run_id = (SELECT run_id FROM last)
EXCEPT
SELECT rule FROM issues WHERE stage = 'run' AND run_id = (
    SELECT max(run_id) FROM runs
    WHERE kind = 'ingest' AND published_at IS NOT NULL AND inbox = (SELECT inbox FROM last)
);

-- name: find_unshown
-- Runs that changed what is open, or what became of an alert, and that readers do not know.
SELECT run_id FROM runs
WHERE published_at IS NULL AND state <> 'running' AND run_id IN (
    SELECT coalesce(resolved_run, opened_run, last_run) FROM incidents
    UNION ALL
    SELECT run_id FROM alerts
);

-- name: find_other_contract
-- Whether the rules in force are others than those that readers know.
SELECT contract_version FROM (SELECT contract_version FROM runs ORDER BY run_id DESC LIMIT 1)
EXCEPT
SELECT contract_version FROM (
    SELECT contract_version FROM runs WHERE published_at IS NOT NULL ORDER BY run_id DESC LIMIT 1
);

-- name: find_other_tables
-- Whether readers have other tables than the loader: an upgrade has migrated it since.
(SELECT name FROM schema_migrations ORDER BY applied_at DESC, name DESC LIMIT 1)
EXCEPT
SELECT schema_version FROM published;

-- name: insert_published
-- What the copy for readers holds; of the runs, the last that has ended.
INSERT INTO published
SELECT
    $now,
    max(run_id),
    (SELECT name FROM schema_migrations ORDER BY applied_at DESC, name DESC LIMIT 1),
    version()
FROM runs WHERE state <> 'running';
