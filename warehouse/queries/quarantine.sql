-- name: list_quarantine
-- Files in quarantine, the latest first; a parameter that is NULL filters nothing.
SELECT inbox, path, article_id, sha256, rules, reason, first_seen, attempts, run_id
FROM quarantine
WHERE ($run_id IS NULL OR run_id = $run_id) AND ($rule IS NULL OR list_contains(rules, $rule))
    AND ($path IS NULL OR path GLOB $path)
    AND ($since IS NULL OR first_seen >= $since) AND ($before IS NULL OR first_seen < $before)
ORDER BY first_seen DESC, inbox, path
LIMIT coalesce($limit, 1000000000);

-- name: show_quarantine
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

-- name: count_quarantine
-- How many files are in quarantine by each rule, and since when; a file counts once for each of its rules.
SELECT rule, count(*) AS files, min(first_seen) AS since
FROM (SELECT unnest(rules) AS rule, first_seen FROM quarantine)
GROUP BY rule
ORDER BY files DESC, rule;
