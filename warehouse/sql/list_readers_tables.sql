-- The tables that both the loader and the readers have.
SELECT table_name
FROM duckdb_tables()
WHERE database_name = 'readers' AND table_name IN (
    SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()
)
ORDER BY table_name;
