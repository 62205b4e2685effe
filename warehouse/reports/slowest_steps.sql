-- title: Slowest steps
-- question: Which steps of the runs take the time?
-- group: operation
-- parameter: since TIMESTAMPTZ = NULL; Begun at this moment or later.
-- parameter: until TIMESTAMPTZ = NULL; Begun before this moment.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report slowest_steps --since 7d
-- note: Parsing goes on beside the other steps; read is the wait for it.
SELECT
    run_steps.step,
    count(DISTINCT run_steps.run_id) AS runs,
    sum(run_steps.calls) AS calls,
    round(sum(run_steps.duration_ms) / 1e3, 1) AS seconds,
    round(100 * sum(run_steps.duration_ms) / nullif(sum(sum(run_steps.duration_ms)) OVER (), 0), 1) AS percent,
    round(sum(run_steps.duration_ms) / 1e3 / sum(run_steps.calls), 3) AS seconds_per_call
FROM run_steps
JOIN runs USING (run_id)
WHERE ($since IS NULL OR runs.started_at >= $since)
  AND ($until IS NULL OR runs.started_at < $until)
  AND ($inbox IS NULL OR runs.inbox = $inbox)
GROUP BY run_steps.step
ORDER BY seconds DESC, run_steps.step;
