-- The marks that a new version keeps: a reparse looks at no other file and at no version before, so it can neither
-- confirm nor refute what only those tell. One row per text and rule, as it was told when the text was read.
INSERT INTO late_verdicts BY NAME
WITH marks AS (
    SELECT incoming.ordinal, stored.article_id, stored.sha256, stored.run_id, unnest(stored.warnings) AS rule
    FROM incoming
    JOIN stored USING (article_id)
)
SELECT
    marks.ordinal, rules.rule, 'warning' AS severity, rules.stage, issues.field, issues.value,
    coalesce(issues.message, rules.description) AS message, rules.remedy, issues.line_start, issues.line_end
FROM marks
JOIN rules ON rules.rule = marks.rule AND rules.stage IN ('batch', 'history') AND rules.severity <> 'off'
LEFT JOIN issues
    ON issues.run_id = marks.run_id AND issues.article_id = marks.article_id AND issues.sha256 = marks.sha256
    AND issues.rule = marks.rule;
