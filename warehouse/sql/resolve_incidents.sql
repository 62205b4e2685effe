UPDATE incidents SET state = 'resolved', resolved_at = $now, resolved_run = $run_id
WHERE incident_id IN (SELECT unnest(CAST($ids AS VARCHAR[])))
RETURNING *;
