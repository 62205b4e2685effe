-- The step on which the runs of a period spent most, and its share of all steps.
WITH spent AS (
    SELECT run_steps.step, sum(run_steps.duration_ms) / 1000 AS seconds
    FROM run_steps
    JOIN runs USING (run_id)
    WHERE runs.started_at >= $since AND runs.started_at < $until
    GROUP BY run_steps.step
)
SELECT step, seconds, seconds / nullif(sum(seconds) OVER (), 0) AS share
FROM spent
ORDER BY seconds DESC, step
LIMIT 1;
