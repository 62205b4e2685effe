-- Runs that readers know and the loader does not.
SELECT theirs.run_id
FROM readers.runs AS theirs
ANTI JOIN runs AS ours ON ours.run_id = theirs.run_id
ORDER BY theirs.run_id;
