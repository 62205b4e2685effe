UPDATE files SET missing_since = coalesce(files.missing_since, $now), moved_to = classified.path, run_id = $run_id
FROM classified
WHERE classified.moved_from IS NOT NULL AND files.inbox = $inbox AND files.path = classified.moved_from;
