-- What is and was wrong: what is open first, of it the gravest and oldest.
SELECT
    incident_id, rule, severity, inbox, scope, state, opened_at, files, message, acknowledged_until, resolved_at
FROM incidents
ORDER BY state, severity, opened_at, incident_id;
