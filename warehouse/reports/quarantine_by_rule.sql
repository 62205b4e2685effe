-- title: Quarantine by rule
-- question: Why are files withheld, how many, since when, and what can be done?
-- group: quality
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report quarantine_by_rule
SELECT
    withheld.rule,
    count(*) AS files,
    date_trunc('second', min(withheld.first_seen)) AS since,
    min(withheld.path) AS example,
    any_value(rules.remedy) AS remedy
FROM (
    SELECT unnest(rules) AS rule, first_seen, path FROM quarantine WHERE $inbox IS NULL OR inbox = $inbox
) AS withheld
LEFT JOIN rules USING (rule)
GROUP BY withheld.rule
ORDER BY files DESC, withheld.rule;
