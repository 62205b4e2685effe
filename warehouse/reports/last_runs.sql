-- title: Last runs
-- question: What did the last published runs do, and how fast?
-- group: operation
-- parameter: since TIMESTAMPTZ = NULL; Begun at this moment or later.
-- parameter: until TIMESTAMPTZ = NULL; Begun before this moment.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- parameter: rows INTEGER = 20; How many runs.
-- example: wirehouse report last_runs --since 7d --param rows=5
SELECT
    date_trunc('second', started_at) AS started_at,
    inbox,
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
    round(bytes_read / 1e6 / nullif(epoch(finished_at - started_at), 0), 1) AS megabytes_per_second,
    round(100 * unclaimed / nullif(characters, 0), 2) AS unclaimed_percent,
    split_part(error, chr(10), 1) AS error
FROM runs
WHERE ($since IS NULL OR runs.started_at >= $since)
  AND ($until IS NULL OR runs.started_at < $until)
  AND ($inbox IS NULL OR runs.inbox = $inbox)
ORDER BY run_id DESC
LIMIT $rows;
