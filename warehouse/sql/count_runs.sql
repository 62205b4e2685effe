-- The runs of a period by their state.
SELECT state, count(*) AS runs
FROM runs
WHERE started_at >= $since AND started_at < $until
GROUP BY state
ORDER BY state;
