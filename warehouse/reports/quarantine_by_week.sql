-- title: Quarantine by week
-- question: Which rules withheld files in each week, and how many of them are withheld still?
-- group: quality
-- parameter: since TIMESTAMPTZ = NULL; Withheld at this moment or later.
-- parameter: until TIMESTAMPTZ = NULL; Withheld before this moment.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report quarantine_by_week --since 90d
-- note: Weeks of the runs, in UTC, beginning on Monday. A file counts in each week in which a run withheld it.
WITH withheld AS (
    SELECT DISTINCT
        CAST(date_trunc('week', runs.started_at AT TIME ZONE 'UTC') AS DATE) AS week_from,
        issues.rule,
        issues.inbox,
        issues.path
    FROM issues
    JOIN runs USING (run_id)
    WHERE issues.severity = 'error'
      AND issues.path IS NOT NULL
      AND ($since IS NULL OR runs.started_at >= $since)
      AND ($until IS NULL OR runs.started_at < $until)
      AND ($inbox IS NULL OR runs.inbox = $inbox)
)
SELECT
    withheld.week_from,
    withheld.rule,
    count(*) AS files,
    count(quarantine.path) AS withheld_still,
    min(withheld.path) AS example
FROM withheld
LEFT JOIN quarantine USING (inbox, path)
GROUP BY ALL
ORDER BY withheld.week_from DESC, files DESC, withheld.rule;
