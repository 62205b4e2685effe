UPDATE files SET missing_since = $now, run_id = $run_id
FROM absent
WHERE files.inbox = $inbox AND files.path = absent.path AND files.missing_since IS NULL AND files.moved_to IS NULL;
