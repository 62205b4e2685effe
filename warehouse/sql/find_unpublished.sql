-- Runs that changed something, or ended badly, and that readers do not know.
SELECT run_id FROM runs
WHERE published_at IS NULL AND (
    "read" > 0 OR missing > 0 OR replayed > 0 OR renewed > 0 OR retained > 0 OR state IN ('failed', 'crashed')
);
