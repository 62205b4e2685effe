-- name: list_pending
-- What waits for a destination and may go now, the oldest first. Not an incident of which a message is under way, ended
-- unclearly, or rests after it was refused: what came later waits behind it.
SELECT e.event
FROM deliveries AS d JOIN events AS e ON e.key = d.key LEFT JOIN alerts AS a ON a.alert_id = d.alert_id
WHERE d.destination = $destination
  AND (d.alert_id IS NULL OR a.state = 'waiting')
  AND NOT EXISTS (
      SELECT 1 FROM deliveries AS before JOIN alerts AS message ON message.alert_id = before.alert_id
      WHERE before.destination = $destination AND before.incident_id = d.incident_id
        AND (message.state IN ('sending', 'unclear') OR (message.state = 'waiting' AND message.next_attempt > $now))
  )
ORDER BY e.at, e.key;

-- name: list_unfinished
-- Messages of a destination that are sent as they are, the oldest first: those whose last attempt had an unclear end or
-- was cut off, and notices. ($now: what was refused rests until its next attempt.)
SELECT * FROM alerts
WHERE destination = $destination
  AND (next_attempt IS NULL OR next_attempt <= $now)
  AND (state IN ('sending', 'unclear') OR (state = 'waiting' AND kind IN ('notice', 'test')))
ORDER BY created_at, alert_id;

-- name: merge_messages
-- Messages that wait and hold one of these events ($keys, JSON): a new one says what they were to say.
UPDATE alerts SET state = 'merged', next_attempt = NULL
WHERE state = 'waiting' AND destination = $destination AND alert_id <> $alert_id AND alert_id IN (
    SELECT alert_id FROM deliveries
    WHERE destination = $destination AND key IN (SELECT value FROM json_each($keys))
);

-- name: insert_message
-- A message; one of the same events that waits already is kept as it is.
INSERT OR IGNORE INTO alerts
    (alert_id, destination, kind, rule, inbox, title, text, html, incident_ids, state, created_at)
VALUES ($alert_id, $destination, $kind, $rule, $inbox, $title, $text, $html, $incident_ids, 'waiting', $now);

-- name: assign_events
-- Put events ($keys, JSON) into a message: after merge_messages, which looks for the messages that they are in.
UPDATE deliveries SET alert_id = $alert_id
WHERE destination = $destination AND key IN (SELECT value FROM json_each($keys));

-- name: read_message
-- A message as it is stored.
SELECT * FROM alerts WHERE alert_id = $alert_id;

-- name: begin_attempt
-- A message is being sent; after a crash it is found in this state, and sent again.
UPDATE alerts SET state = 'sending', attempts = attempts + 1, last_attempt = $now WHERE alert_id = $alert_id;

-- name: end_attempt
-- What came of an attempt. Sent: its time; refused: its next attempt; else it is the destination that rests.
UPDATE alerts SET
    state = $state,
    sent_at = CASE $end WHEN 'sent' THEN $now END,
    next_attempt = CASE $end WHEN 'refused' THEN $again END,
    last_error = $error
WHERE alert_id = $alert_id;

-- name: note_success
-- A destination accepted a message: it has no failures any more.
INSERT INTO destinations (name, last_sent) VALUES ($destination, $now)
ON CONFLICT (name) DO UPDATE SET
    failures = 0, failing_since = NULL, hold_until = NULL, last_error = NULL, last_sent = excluded.last_sent;

-- name: note_failure
-- A destination did not accept a message: it rests until $hold (NULL: it does not, only the message was refused).
INSERT INTO destinations (name, failures, failing_since, hold_until, last_error)
VALUES ($destination, 1, $now, $hold, $error)
ON CONFLICT (name) DO UPDATE SET
    failures = failures + 1, failing_since = coalesce(failing_since, $now), hold_until = $hold, last_error = $error;

-- name: read_health
-- The failures of a destination, and until when it rests.
SELECT failures, failing_since, hold_until, last_error FROM destinations WHERE name = $destination;

-- name: list_sent_since
-- When messages about incidents were sent to a destination after a moment, the oldest first.
SELECT sent_at FROM alerts
WHERE destination = $destination AND state = 'sent' AND sent_at > $since AND kind NOT IN ('notice', 'test')
ORDER BY sent_at;
