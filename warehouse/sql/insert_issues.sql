INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, verdicts.*, classified.sha256, classified.article_id, rules.remedy
FROM verdicts
LEFT JOIN classified USING (path)
LEFT JOIN rules USING (rule)
WHERE classified.outcome IS DISTINCT FROM 'duplicate'
ORDER BY classified.ordinal, verdicts.line_start, verdicts.rule;
