SELECT inbox, path, article_id, sha256, rules, reason, first_seen, attempts, run_id
FROM quarantine
WHERE ($run_id IS NULL OR run_id = $run_id) AND ($rule IS NULL OR list_contains(rules, $rule))
    AND ($path IS NULL OR path GLOB $path)
    AND ($since IS NULL OR first_seen >= $since) AND ($before IS NULL OR first_seen < $before)
ORDER BY first_seen DESC, inbox, path
LIMIT coalesce($limit, 1000000000);
