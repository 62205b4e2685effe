-- The readers' copy says how old it is (python -m warehouse.ddl).
CREATE TABLE published (
  published_at TIMESTAMPTZ NOT NULL,
  run_id VARCHAR NOT NULL,
  schema_version VARCHAR NOT NULL,
  duckdb_version VARCHAR NOT NULL
);

COMMENT ON TABLE published IS 'How old this copy is and what it holds: one row, written when the copy was made.';
COMMENT ON COLUMN published.published_at IS 'When the copy was made.';
COMMENT ON COLUMN published.run_id IS 'The last run whose work it holds.';
COMMENT ON COLUMN published.schema_version IS 'The last migration of its tables.';
COMMENT ON COLUMN published.duckdb_version IS 'The DuckDB that wrote it.';
