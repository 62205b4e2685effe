-- Everything that was found in a withheld file when it was last tried.
SELECT
    quarantine.inbox, quarantine.path, quarantine.article_id, quarantine.sha256, quarantine.first_seen, quarantine.attempts,
    issues.rule, issues.severity, issues.stage, issues.field, issues.value, issues.message,
    issues.line_start, issues.line_end, rules.remedy
FROM quarantine
JOIN issues USING (inbox, path, run_id)
LEFT JOIN rules USING (rule)
WHERE quarantine.path = $name OR quarantine.article_id = $name OR ends_with(quarantine.path, '/' || $name)
ORDER BY quarantine.inbox, quarantine.path, issues.severity, issues.line_start, issues.rule;
