-- name: create_tables
-- The tables of var/alerts.sqlite. Times are ISO 8601 in UTC with microseconds, so that they sort as text.
CREATE TABLE events (  -- changes of incidents, each once
    key TEXT PRIMARY KEY,
    incident_id TEXT NOT NULL,
    at TEXT NOT NULL,
    accepted_at TEXT NOT NULL,
    event TEXT NOT NULL  -- JSON
);
CREATE TABLE deliveries (  -- an event for a destination; it waits until its message is sent
    key TEXT NOT NULL,
    destination TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    alert_id TEXT,  -- the message that it is in; NULL while it is in none
    PRIMARY KEY (key, destination)
) WITHOUT ROWID;
CREATE INDEX deliveries_by_message ON deliveries (alert_id);
CREATE INDEX deliveries_by_destination ON deliveries (destination, incident_id);
CREATE TABLE alerts (  -- messages, as they are or were sent
    alert_id TEXT PRIMARY KEY,
    destination TEXT NOT NULL,
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    inbox TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    incident_ids TEXT NOT NULL,  -- JSON
    state TEXT NOT NULL,  -- waiting, sending, unclear, sent, merged
    created_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_attempt TEXT,
    next_attempt TEXT,
    sent_at TEXT,
    last_error TEXT
);
CREATE INDEX alerts_by_destination ON alerts (destination, state);
CREATE TABLE destinations (  -- how a destination fares; it rests until hold_until
    name TEXT PRIMARY KEY,
    failures INTEGER NOT NULL DEFAULT 0,  -- one after the other
    failing_since TEXT,
    hold_until TEXT,
    last_error TEXT,
    last_sent TEXT
);
CREATE TABLE troubles (  -- incidents that no run can write
    incident_id TEXT PRIMARY KEY,
    rule TEXT NOT NULL,
    inbox TEXT NOT NULL,
    scope TEXT NOT NULL,
    severity TEXT NOT NULL,
    message TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    runs INTEGER NOT NULL DEFAULT 1,
    told_at TEXT NOT NULL,
    reminders INTEGER NOT NULL DEFAULT 0,
    resolved_at TEXT
);
CREATE TABLE acknowledgements (
    incident_id TEXT PRIMARY KEY,
    until TEXT,  -- NULL for ever
    acknowledged_at TEXT NOT NULL
);
PRAGMA user_version = 1;

-- name: forget_alerts
-- Messages that were sent, or merged into others, before a moment.
DELETE FROM alerts WHERE state IN ('sent', 'merged') AND coalesce(sent_at, created_at) < $before;

-- name: forget_deliveries
-- What the forgotten messages said: after forget_alerts.
DELETE FROM deliveries WHERE alert_id IS NOT NULL AND alert_id NOT IN (SELECT alert_id FROM alerts);

-- name: forget_events
-- Events accepted before a moment that no destination waits for: after forget_deliveries.
DELETE FROM events WHERE accepted_at < $before AND key NOT IN (SELECT key FROM deliveries);

-- name: insert_event
-- An event under its idempotency key. Runs hand over at least once: a key that is known changes nothing.
INSERT OR IGNORE INTO events (key, incident_id, at, accepted_at, event)
VALUES ($key, $incident_id, $at, $now, $event);

-- name: insert_delivery
-- An event for a destination, as yet in no message.
INSERT OR IGNORE INTO deliveries (key, destination, incident_id, alert_id)
VALUES ($key, $destination, $incident_id, NULL);

-- name: list_known_keys
-- Those of some keys ($keys, JSON) whose events are here.
SELECT key FROM events WHERE key IN (SELECT value FROM json_each($keys));

-- name: find_trouble
-- The open system incident of a rule, an inbox and a scope; there is one at most.
SELECT * FROM troubles WHERE rule = $rule AND inbox = $inbox AND scope = $scope AND resolved_at IS NULL;

-- name: find_last_told
-- The latest event of a rule, an inbox and a scope, whether a run opened the incident or no run could. The id holds the
-- rule between dashes ($dashed): JSON is read of few events only.
SELECT event FROM events
WHERE instr(incident_id, $dashed) > 0
  AND json_extract(event, '$.rule') = $rule
  AND json_extract(event, '$.inbox') = $inbox
  AND json_extract(event, '$.scope') = $scope
ORDER BY at DESC, key DESC
LIMIT 1;

-- name: count_trouble
-- A system incident that lasts: seen once more, with the latest message.
UPDATE troubles SET last_seen_at = $now, message = $message, runs = runs + 1 WHERE incident_id = $incident_id;

-- name: insert_trouble
-- A system incident that opens now: its opened event counts as notified.
INSERT INTO troubles (incident_id, rule, inbox, scope, severity, message, opened_at, last_seen_at, told_at)
VALUES ($incident_id, $rule, $inbox, $scope, $severity, $message, $now, $now, $now);

-- name: resolve_trouble
-- A system incident that is over.
UPDATE troubles SET resolved_at = $now WHERE incident_id = $incident_id;

-- name: list_due_troubles
-- Open system incidents that were last notified at $due or before.
SELECT * FROM troubles WHERE resolved_at IS NULL AND told_at <= $due;

-- name: remind_trouble
-- A reminder of a system incident: the number makes its event's key another one.
UPDATE troubles SET told_at = $now, reminders = reminders + 1 WHERE incident_id = $incident_id;

-- name: insert_acknowledgement
-- An incident is acknowledged until a moment ($until, NULL for ever); the latest word counts.
INSERT OR REPLACE INTO acknowledgements (incident_id, until, acknowledged_at) VALUES ($incident_id, $until, $now);

-- name: list_acknowledged
-- The acknowledgements that are in force.
SELECT incident_id, until FROM acknowledgements WHERE until IS NULL OR until > $now;

-- name: list_acknowledgements
-- All acknowledgements, also those that have run out: for the table incidents.
SELECT incident_id, until FROM acknowledgements;

-- name: list_troubles
-- All system incidents, in the order in which they opened.
SELECT * FROM troubles ORDER BY incident_id;

-- name: list_alerts
-- Every message; one that is not sent is tried when it may be, and not before its destination has rested.
SELECT alert_id, destination, kind, rule, inbox, title, incident_ids, state, created_at, attempts, last_attempt,
       CASE WHEN state IN ('sent', 'merged') THEN NULL ELSE coalesce(alerts.next_attempt, hold_until) END AS next_attempt,
       sent_at, alerts.last_error
FROM alerts LEFT JOIN destinations ON name = destination
ORDER BY alert_id;

-- name: list_destinations
-- Every destination that something waited for or was sent to: what waits, since when, and how it fares.
WITH waiting AS (
    SELECT d.destination AS name, e.accepted_at AS since
    FROM deliveries AS d JOIN events AS e ON e.key = d.key LEFT JOIN alerts AS a ON a.alert_id = d.alert_id
    WHERE a.state IS NULL OR a.state <> 'sent'
    UNION ALL
    SELECT destination, created_at FROM alerts WHERE kind IN ('notice', 'test') AND state <> 'sent'
)
SELECT name, count(since) AS waiting, min(since) AS since, coalesce(failures, 0) AS failures,
       failing_since, hold_until, last_error, last_sent
FROM (SELECT name FROM destinations UNION SELECT name FROM waiting)
    LEFT JOIN waiting USING (name) LEFT JOIN destinations USING (name)
GROUP BY name ORDER BY name;

-- name: insert_notice
-- A message that is about no incident (notice, test); one of the same id is kept as it is.
INSERT OR IGNORE INTO alerts
    (alert_id, destination, kind, rule, inbox, title, text, html, incident_ids, state, created_at)
VALUES ($alert_id, $destination, $kind, '', '', $title, $text, $html, '[]', 'waiting', $now);

-- name: find_message
-- Whether a message of this id is here.
SELECT 1 FROM alerts WHERE alert_id = $alert_id;
