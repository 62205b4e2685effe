-- The loader knows every run that its readers know.
-- pending: the loader's database has lost its last transactions, or is an older one: do not delete published.duckdb; the next run takes from it what the loader lacks
SELECT theirs.run_id, theirs.inbox, theirs.state, theirs.loaded
FROM published.runs AS theirs
ANTI JOIN runs AS ours ON ours.run_id = theirs.run_id
ORDER BY theirs.run_id;
