INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, classified.path, classified.sha256, classified.article_id,
    late_verdicts.* EXCLUDE (ordinal)
FROM late_verdicts
JOIN classified USING (ordinal)
ORDER BY ordinal, rule;
