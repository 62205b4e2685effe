-- Those that last.
UPDATE incidents SET
    last_seen_at = $now, last_run = $run_id, runs = runs + 1, severity = found.severity, files = found.files,
    most_files = greatest(most_files, found.files), message = found.message,
    examples = coalesce(found.examples, incidents.examples)
FROM (SELECT findings.*, examples.examples FROM findings LEFT JOIN examples USING (rule, scope)) AS found
WHERE incidents.state = 'open' AND incidents.opened_run IS NOT NULL
    AND incidents.inbox = found.inbox AND incidents.rule = found.rule AND incidents.scope = found.scope;
