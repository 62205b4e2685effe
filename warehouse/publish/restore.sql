-- name: find_lost_runs
-- Runs that readers know and the loader does not.
SELECT theirs.run_id
FROM readers.runs AS theirs
ANTI JOIN runs AS ours ON ours.run_id = theirs.run_id
ORDER BY theirs.run_id;

-- name: find_own_runs
-- Runs that changed something and that readers do not know.
SELECT ours.run_id
FROM runs AS ours
ANTI JOIN readers.runs AS theirs ON theirs.run_id = ours.run_id
WHERE ours."read" > 0 OR ours.missing > 0 OR ours.replayed > 0 OR ours.renewed > 0 OR ours.retained > 0
ORDER BY ours.run_id;

-- name: list_readers_tables
-- The tables that both the loader and the readers have; those of the search only if they are the same ones.
WITH theirs AS (SELECT table_name FROM duckdb_tables() WHERE database_name = 'readers')
SELECT table_name
FROM theirs
WHERE table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = current_database())
    AND (NOT starts_with(table_name, 'search_') OR 'search_postings' IN (FROM theirs))
ORDER BY table_name;

-- name: find_readers_published
-- Whether the readers' copy says when it was made: one by an earlier wirehouse does not.
SELECT 1 FROM duckdb_tables() WHERE database_name = 'readers' AND table_name = 'published';

-- name: forget_published
-- If the file of the readers is not the copy that was published last, what was published is not known.
DELETE FROM published WHERE (published_at, run_id) NOT IN (SELECT (published_at, run_id) FROM readers.published);
