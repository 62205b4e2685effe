-- title: Warnings by week
-- question: Which warnings did the runs of each week find, in how many files?
-- group: quality
-- parameter: since TIMESTAMPTZ = NULL; Found at this moment or later.
-- parameter: until TIMESTAMPTZ = NULL; Found before this moment.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report warnings_by_week --since 90d
-- note: Weeks of loading, in UTC, beginning on Monday. What is odd about a run as a whole counts as a finding without
--   a file.
SELECT
    CAST(date_trunc('week', runs.started_at AT TIME ZONE 'UTC') AS DATE) AS week_from,
    issues.rule,
    count(DISTINCT (issues.inbox, issues.path)) FILTER (issues.path IS NOT NULL) AS files,
    count(*) AS findings,
    min(issues.path) AS example
FROM issues
JOIN runs USING (run_id)
WHERE issues.severity = 'warning'
  AND ($since IS NULL OR runs.started_at >= $since)
  AND ($until IS NULL OR runs.started_at < $until)
  AND ($inbox IS NULL OR runs.inbox = $inbox)
GROUP BY ALL
ORDER BY week_from DESC, files DESC, issues.rule;
