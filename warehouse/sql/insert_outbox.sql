INSERT INTO outbox BY NAME
SELECT
    unnest(CAST($keys AS VARCHAR[])) AS key, unnest(CAST($incidents AS VARCHAR[])) AS incident_id,
    unnest(CAST($kinds AS VARCHAR[])) AS kind, $now AS created_at, $run_id AS run_id,
    unnest(CAST($events AS VARCHAR[])) AS event;
