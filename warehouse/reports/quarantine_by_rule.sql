-- Why are files withheld, how many, since when, and what can be done?
SELECT
    withheld.rule,
    count(*) AS files,
    min(withheld.first_seen) AS since,
    min(withheld.path) AS example,
    any_value(rules.remedy) AS remedy
FROM (SELECT unnest(rules) AS rule, first_seen, path FROM quarantine) AS withheld
LEFT JOIN rules USING (rule)
GROUP BY withheld.rule
ORDER BY files DESC, withheld.rule;
