-- What was found in reparsed articles that got a new version, or that would be withheld.
INSERT INTO issues BY NAME
SELECT $run_id AS run_id, $inbox AS inbox, verdicts.*, readings.sha256, readings.own_id AS article_id, rules.remedy
FROM verdicts
JOIN readings USING (path)
LEFT JOIN rules USING (rule)
WHERE readings.withheld OR readings.ordinal IN (SELECT ordinal FROM incoming)
ORDER BY readings.ordinal, verdicts.line_start, verdicts.rule;
