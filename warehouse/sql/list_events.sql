SELECT event FROM outbox WHERE run_id = $run_id ORDER BY kind, incident_id;
