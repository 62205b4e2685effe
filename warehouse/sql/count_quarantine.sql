SELECT rule, count(*) AS files, min(first_seen) AS since
FROM (SELECT unnest(rules) AS rule, first_seen FROM quarantine)
GROUP BY rule
ORDER BY files DESC, rule;
