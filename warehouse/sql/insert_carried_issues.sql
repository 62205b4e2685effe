-- The marks that new versions keep, under the run that made these.
INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, readings.path, readings.sha256, readings.own_id AS article_id,
    late_verdicts.* EXCLUDE (ordinal)
FROM late_verdicts
JOIN readings USING (ordinal)
ORDER BY ordinal, rule;
