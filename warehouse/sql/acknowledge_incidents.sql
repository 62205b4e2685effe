-- What somebody said that he knows of, and nothing else.
UPDATE incidents SET acknowledged_until = known.until
FROM (
    SELECT incident_id, until
    FROM incidents
    LEFT JOIN (
        SELECT unnest(CAST($ids AS VARCHAR[])) AS incident_id, unnest(CAST($until AS TIMESTAMPTZ[])) AS until
    ) USING (incident_id)
    WHERE state = 'open' AND opened_run IS NOT NULL
) AS known
WHERE incidents.incident_id = known.incident_id AND incidents.acknowledged_until IS DISTINCT FROM known.until;
