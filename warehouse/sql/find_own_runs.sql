-- Runs that changed something and that readers do not know.
SELECT ours.run_id
FROM runs AS ours
ANTI JOIN readers.runs AS theirs ON theirs.run_id = ours.run_id
WHERE ours."read" > 0 OR ours.missing > 0 OR ours.replayed > 0 OR ours.renewed > 0 OR ours.retained > 0
ORDER BY ours.run_id;
