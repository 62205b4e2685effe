-- What the checks of history and of whole runs need (python -m warehouse.ddl).
ALTER TABLE issues ALTER COLUMN path DROP NOT NULL;
ALTER TABLE issues ADD COLUMN remedy VARCHAR;
ALTER TABLE rules ADD COLUMN parameters VARCHAR;

COMMENT ON TABLE issues IS 'Every error and warning ever found, one row per file, rule and field; and what was odd about a whole run.';
COMMENT ON COLUMN issues.path IS 'The file''s path inside the inbox; NULL if it is about the run as a whole.';
COMMENT ON COLUMN issues.stage IS 'Where it was found: read, parse, contract, batch, history or run.';
COMMENT ON COLUMN issues.remedy IS 'What can be done about it, in a sentence.';
COMMENT ON COLUMN rules.stage IS 'Where it is checked: read, parse, contract, batch, history or run.';
COMMENT ON COLUMN rules.parameters IS 'The numbers that it compares with, as they are set.';

CREATE TABLE run_completeness (
  run_id VARCHAR NOT NULL,
  inbox VARCHAR NOT NULL,
  field VARCHAR NOT NULL,
  articles BIGINT NOT NULL,
  total BIGINT NOT NULL,
  missing BIGINT NOT NULL
);
COMMENT ON TABLE run_completeness IS 'How often a field is missing in what a run loaded, one row per run and field; backfills are left out.';
COMMENT ON COLUMN run_completeness.run_id IS 'The run.';
COMMENT ON COLUMN run_completeness.inbox IS 'The inbox that was scanned.';
COMMENT ON COLUMN run_completeness.field IS 'A column of articles, images, or unclaimed.';
COMMENT ON COLUMN run_completeness.articles IS 'Articles counted.';
COMMENT ON COLUMN run_completeness.total IS 'Values that could be there; of unclaimed, the visible characters.';
COMMENT ON COLUMN run_completeness.missing IS 'Values that are NULL; of unclaimed, the characters that no field claims.';
