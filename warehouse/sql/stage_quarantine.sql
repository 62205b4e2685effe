-- What is withheld after this batch, remembering since when and how often it was tried.
CREATE OR REPLACE TEMP TABLE withheld AS
WITH failed AS (
    SELECT path, rule, message, line_start FROM verdicts WHERE severity = 'error'
    UNION ALL
    SELECT classified.path, rule, message, line_start
    FROM late_verdicts
    JOIN classified USING (ordinal)
    WHERE severity = 'error'
)
SELECT
    $inbox AS inbox, classified.path, any_value(classified.sha256) AS sha256, any_value(classified.article_id) AS article_id,
    list(DISTINCT failed.rule ORDER BY failed.rule) AS rules,
    min_by(failed.message, (failed.line_start, failed.rule)) AS reason,
    coalesce(any_value(before.first_seen), $now) AS first_seen,
    CAST(coalesce(any_value(before.attempts), 0) + 1 AS INTEGER) AS attempts,
    $run_id AS run_id
FROM classified
JOIN failed USING (path)
LEFT JOIN quarantine AS before
    ON before.inbox = $inbox AND before.path = coalesce(classified.moved_from, classified.path)
WHERE classified.outcome = 'quarantined'
GROUP BY classified.path;
