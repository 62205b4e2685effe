SELECT
    incident_id, rule, severity, inbox, scope, opened_at, last_seen_at, runs, files, message, examples, reminders,
    acknowledged_until
FROM incidents
WHERE state = 'open'
ORDER BY severity, opened_at, inbox, rule, scope;
