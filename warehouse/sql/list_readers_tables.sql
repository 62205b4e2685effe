-- The tables that both the loader and the readers have; those of the search only if they are the same ones.
WITH theirs AS (SELECT table_name FROM duckdb_tables() WHERE database_name = 'readers')
SELECT table_name
FROM theirs
WHERE table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = current_database())
    AND (NOT starts_with(table_name, 'search_') OR 'search_postings' IN (FROM theirs))
ORDER BY table_name;
