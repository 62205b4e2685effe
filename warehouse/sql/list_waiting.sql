-- In the order of telling: of one incident first that it was opened, last that it is over.
SELECT key, event FROM outbox WHERE handed_at IS NULL ORDER BY incident_id, kind, created_at;
