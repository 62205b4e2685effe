SELECT table_name FROM duckdb_tables() WHERE table_name = 'search_documents' AND NOT internal;
