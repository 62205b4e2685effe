-- Runs that changed what is open, or what became of an alert, and that readers do not know.
SELECT run_id FROM runs
WHERE published_at IS NULL AND state <> 'running' AND run_id IN (
    SELECT coalesce(resolved_run, opened_run, last_run) FROM incidents
    UNION ALL
    SELECT run_id FROM alerts
);
