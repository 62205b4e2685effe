-- Readers know every run that changed something, or ended badly. One row per run that they do not know.
-- pending: readers have less than the loader; the next run publishes
SELECT run_id, inbox, state FROM runs
WHERE published_at IS NULL AND (
    "read" > 0 OR missing > 0 OR replayed > 0 OR renewed > 0 OR retained > 0 OR state IN ('failed', 'crashed')
);
