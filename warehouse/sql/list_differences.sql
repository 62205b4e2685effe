-- Of every article in hand that differs: in which fields, and by which rules it would be marked, or no longer.
-- Marks that other files or versions gave are left out: the originals in hand cannot tell them, and a reparse keeps them.
WITH
late AS (SELECT coalesce(list(rule), []) AS rules FROM rules WHERE stage IN ('batch', 'history')),
differing AS (
    SELECT
        stored.article_id,
        changed.changed_fields,
        list_filter(records.warnings, lambda rule: NOT list_contains(stored.warnings, rule)) AS marks,
        list_filter(
            stored.warnings, lambda rule: NOT list_contains(records.warnings, rule) AND NOT list_contains(late.rules, rule)
        ) AS lost_marks
    FROM changed
    JOIN stored USING (article_id)
    JOIN records USING (article_id)
    CROSS JOIN late
)
SELECT article_id, changed_fields, marks, lost_marks
FROM differing
WHERE len(changed_fields) + len(marks) + len(lost_marks) > 0
ORDER BY article_id;
