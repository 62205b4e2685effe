-- What did the last twenty published runs do, and how fast?
SELECT
    started_at,
    kind,
    state,
    seen,
    "read",
    loaded,
    quarantined,
    duplicates,
    freed,
    renewed,
    missing,
    round(epoch(finished_at - started_at), 1) AS seconds,
    round("read" / nullif(epoch(finished_at - started_at), 0)) AS files_per_second,
    round(100 * unclaimed / nullif(characters, 0), 2) AS unclaimed_percent,
    split_part(error, chr(10), 1) AS error
FROM runs
ORDER BY run_id DESC
LIMIT 20;
