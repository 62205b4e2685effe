-- What is wrong for a while, what was told of it, and what is to be told (python -m warehouse.ddl).
CREATE TABLE incidents (
  incident_id VARCHAR NOT NULL,
  rule VARCHAR NOT NULL,
  severity VARCHAR NOT NULL,
  inbox VARCHAR NOT NULL,
  scope VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  opened_at TIMESTAMPTZ NOT NULL,
  opened_run VARCHAR,
  last_seen_at TIMESTAMPTZ NOT NULL,
  last_run VARCHAR NOT NULL,
  runs INTEGER NOT NULL,
  files BIGINT NOT NULL,
  most_files BIGINT NOT NULL,
  message VARCHAR NOT NULL,
  examples VARCHAR NOT NULL,
  told_at TIMESTAMPTZ,
  reminders INTEGER NOT NULL,
  acknowledged_until TIMESTAMPTZ,
  resolved_at TIMESTAMPTZ,
  resolved_run VARCHAR
);
COMMENT ON TABLE incidents IS 'What is or was wrong for a while: one row per rule, inbox and part of it, from its begin to its end.';
COMMENT ON COLUMN incidents.incident_id IS 'Id of the incident; sorts by time.';
COMMENT ON COLUMN incidents.rule IS 'Name of the rule.';
COMMENT ON COLUMN incidents.severity IS 'error or warning, as the last run judged it.';
COMMENT ON COLUMN incidents.inbox IS 'The inbox; empty if it is about the whole warehouse.';
COMMENT ON COLUMN incidents.scope IS 'The part of it: the first directory of the paths and a slash, or a field; empty for all of it.';
COMMENT ON COLUMN incidents.state IS 'open or resolved.';
COMMENT ON COLUMN incidents.opened_at IS 'When it was found first.';
COMMENT ON COLUMN incidents.opened_run IS 'The run that found it; NULL if no run could write it down.';
COMMENT ON COLUMN incidents.last_seen_at IS 'When it was found last.';
COMMENT ON COLUMN incidents.last_run IS 'The run that found it last; of one that no run could write, that took it over.';
COMMENT ON COLUMN incidents.runs IS 'How many runs found it.';
COMMENT ON COLUMN incidents.files IS 'Files that failed when it was found last; 0 if it is about no files.';
COMMENT ON COLUMN incidents.most_files IS 'The most files that failed at a time.';
COMMENT ON COLUMN incidents.message IS 'What was found last, in a sentence.';
COMMENT ON COLUMN incidents.examples IS 'Three of the files, as JSON: a list of path, value and message.';
COMMENT ON COLUMN incidents.told_at IS 'When it was told last, as opened or as a reminder.';
COMMENT ON COLUMN incidents.reminders IS 'How many reminders were told.';
COMMENT ON COLUMN incidents.acknowledged_until IS 'Until when there are no reminders; the year 9999 for as long as it lasts.';
COMMENT ON COLUMN incidents.resolved_at IS 'When it was found no longer.';
COMMENT ON COLUMN incidents.resolved_run IS 'The run that found it no longer.';

CREATE TABLE alerts (
  alert_id VARCHAR NOT NULL,
  destination VARCHAR NOT NULL,
  kind VARCHAR,
  rule VARCHAR,
  inbox VARCHAR,
  title VARCHAR,
  incident_ids VARCHAR[],
  state VARCHAR NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  attempts INTEGER NOT NULL,
  last_attempt TIMESTAMPTZ,
  next_attempt TIMESTAMPTZ,
  sent_at TIMESTAMPTZ,
  last_error VARCHAR,
  run_id VARCHAR NOT NULL
);
COMMENT ON TABLE alerts IS 'Every message about incidents to a destination, sent or waiting.';
COMMENT ON COLUMN alerts.alert_id IS 'Id of the message: it repeats under the same one if it is sent twice.';
COMMENT ON COLUMN alerts.destination IS 'Name of the destination in the settings.';
COMMENT ON COLUMN alerts.kind IS 'opened, reminder, resolved, or what else it tells.';
COMMENT ON COLUMN alerts.rule IS 'The rule of its incidents.';
COMMENT ON COLUMN alerts.inbox IS 'The inbox of its incidents.';
COMMENT ON COLUMN alerts.title IS 'Its title; NULL until it is composed.';
COMMENT ON COLUMN alerts.incident_ids IS 'The incidents that it tells of.';
COMMENT ON COLUMN alerts.state IS 'waiting, sending, unclear, sent, or merged into another one.';
COMMENT ON COLUMN alerts.created_at IS 'When it was to be sent.';
COMMENT ON COLUMN alerts.attempts IS 'How often it was tried.';
COMMENT ON COLUMN alerts.last_attempt IS 'When it was tried last.';
COMMENT ON COLUMN alerts.next_attempt IS 'When it is tried again.';
COMMENT ON COLUMN alerts.sent_at IS 'When the destination took it.';
COMMENT ON COLUMN alerts.last_error IS 'Why it was not taken the last time; without secrets.';
COMMENT ON COLUMN alerts.run_id IS 'The run that brought this state here.';

CREATE TABLE outbox (
  key VARCHAR NOT NULL,
  incident_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  run_id VARCHAR NOT NULL,
  event VARCHAR NOT NULL,
  handed_at TIMESTAMPTZ
);
COMMENT ON TABLE outbox IS 'Every change of an incident, to be told; the loader''s alone, readers have alerts.';
COMMENT ON COLUMN outbox.key IS 'Idempotency key: the same change has the same one for ever.';
COMMENT ON COLUMN outbox.incident_id IS 'The incident.';
COMMENT ON COLUMN outbox.kind IS 'opened, reminder or resolved.';
COMMENT ON COLUMN outbox.created_at IS 'When it was found.';
COMMENT ON COLUMN outbox.run_id IS 'The run that found it.';
COMMENT ON COLUMN outbox.event IS 'All that the messages say of it, as JSON.';
COMMENT ON COLUMN outbox.handed_at IS 'When it was handed over to be sent; NULL if it waits.';
