-- How long the steps of a run take (python -m warehouse.ddl).
CREATE TABLE run_steps (
  run_id VARCHAR NOT NULL,
  step VARCHAR NOT NULL,
  calls INTEGER NOT NULL,
  duration_ms BIGINT NOT NULL
);
COMMENT ON TABLE run_steps IS 'How long the steps of an ingest took; of the last run, publishing is known only to the copy after it.';
COMMENT ON COLUMN run_steps.run_id IS 'The run.';
COMMENT ON COLUMN run_steps.step IS 'The step: scan, recall, classify, read, validate, commit, check and so on.';
COMMENT ON COLUMN run_steps.calls IS 'How often it was called: once, or once for each batch.';
COMMENT ON COLUMN run_steps.duration_ms IS 'Milliseconds in all. Parsing goes on beside: read waits for it.';
