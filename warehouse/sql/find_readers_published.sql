SELECT 1 FROM duckdb_tables() WHERE database_name = 'readers' AND table_name = 'published';
