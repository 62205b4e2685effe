-- title: Warnings by rule
-- question: Which warnings do the current articles carry, and how many of them?
-- group: quality
-- parameter: since DATE = NULL; Published on this day or later.
-- parameter: until DATE = NULL; Published on this day or earlier.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report warnings_by_rule --since 2025-01-01
WITH chosen AS (
    SELECT warnings FROM articles
    WHERE ($since IS NULL OR published_on >= $since)
      AND ($until IS NULL OR published_on <= $until)
      AND ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
      AND ($inbox IS NULL OR inbox = $inbox)
)
SELECT
    marked.rule,
    count(*) AS articles,
    round(100 * count(*) / (SELECT count(*) FROM chosen), 1) AS percent,
    any_value(rules.description) AS meaning
FROM (SELECT unnest(warnings) AS rule FROM chosen) AS marked
LEFT JOIN rules USING (rule)
GROUP BY marked.rule
ORDER BY articles DESC, marked.rule;
