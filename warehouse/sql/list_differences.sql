-- Of every article in hand that differs: in which fields, and by which rules it would be marked, or no longer.
SELECT article_id, changed_fields, marks, lost_marks
FROM (
    SELECT
        stored.article_id,
        changed.changed_fields,
        list_filter(records.warnings, lambda rule: NOT list_contains(stored.warnings, rule)) AS marks,
        list_filter(stored.warnings, lambda rule: NOT list_contains(records.warnings, rule)) AS lost_marks
    FROM changed
    JOIN stored USING (article_id)
    JOIN records USING (article_id)
)
WHERE len(changed_fields) + len(marks) + len(lost_marks) > 0
ORDER BY article_id;
