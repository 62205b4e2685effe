-- The incidents that are open, the gravest and oldest first.
SELECT incident_id, rule, severity, inbox, scope, opened_at, files, message, acknowledged_until
FROM incidents
WHERE state = 'open'
ORDER BY severity, opened_at, incident_id;
