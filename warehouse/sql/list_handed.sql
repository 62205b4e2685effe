-- That incidents which are open were opened, as far as that was handed over since a moment.
SELECT outbox.key, outbox.event
FROM outbox
JOIN incidents USING (incident_id)
WHERE outbox.handed_at >= $since AND outbox.kind = 'opened' AND incidents.state = 'open'
ORDER BY outbox.created_at, outbox.key;
