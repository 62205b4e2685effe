-- What is withheld after this batch, remembering since when and how often it was tried.
CREATE OR REPLACE TEMP TABLE withheld AS
SELECT
    $inbox AS inbox, classified.path, any_value(classified.sha256) AS sha256, any_value(classified.article_id) AS article_id,
    list(DISTINCT verdicts.rule ORDER BY verdicts.rule) AS rules,
    min_by(verdicts.message, (verdicts.line_start, verdicts.rule)) AS reason,
    coalesce(any_value(before.first_seen), $now) AS first_seen,
    CAST(coalesce(any_value(before.attempts), 0) + 1 AS INTEGER) AS attempts,
    $run_id AS run_id
FROM classified
JOIN verdicts USING (path)
LEFT JOIN quarantine AS before
    ON before.inbox = $inbox AND before.path = coalesce(classified.moved_from, classified.path)
WHERE classified.outcome = 'quarantined' AND verdicts.severity = 'error'
GROUP BY classified.path;
