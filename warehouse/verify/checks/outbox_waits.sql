-- No change of an incident waits to be handed over.
-- pending: a run was killed, or could not write alerts.sqlite; the next one hands it over
SELECT key, created_at, run_id FROM outbox WHERE handed_at IS NULL ORDER BY created_at, key;
