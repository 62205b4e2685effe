-- The run of a period that took the longest, and how fast it was.
SELECT
    run_id,
    inbox,
    kind,
    started_at,
    epoch(finished_at - started_at) AS seconds,
    "read" + replayed + reparsed AS files,
    files / nullif(seconds, 0) AS files_per_second,
    bytes_read
FROM runs
WHERE started_at >= $since AND started_at < $until AND finished_at IS NOT NULL
ORDER BY seconds DESC, run_id
LIMIT 1;
