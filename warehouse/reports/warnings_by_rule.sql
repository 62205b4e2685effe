-- Which warnings do the current articles carry, and how many of them?
SELECT
    marked.rule,
    count(*) AS articles,
    round(100 * count(*) / (SELECT count(*) FROM articles), 1) AS percent,
    any_value(rules.description) AS meaning
FROM (SELECT unnest(warnings) AS rule FROM articles) AS marked
LEFT JOIN rules USING (rule)
GROUP BY marked.rule
ORDER BY articles DESC, marked.rule;
