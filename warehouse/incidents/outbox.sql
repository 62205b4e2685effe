-- name: insert_outbox
-- Events of a run, to be handed over to the alert queue. Lists, so that one statement inserts all of them.
INSERT INTO outbox BY NAME
SELECT
    unnest(CAST($keys AS VARCHAR[])) AS key, unnest(CAST($incidents AS VARCHAR[])) AS incident_id,
    unnest(CAST($kinds AS VARCHAR[])) AS kind, $now AS created_at, $run_id AS run_id,
    unnest(CAST($events AS VARCHAR[])) AS event;

-- name: list_events
-- The events of a run: opened, reminder, resolved, in this order.
SELECT event FROM outbox WHERE run_id = $run_id ORDER BY kind, incident_id;

-- name: list_waiting
-- In the order of telling: of one incident first that it was opened, last that it is over.
SELECT key, event FROM outbox WHERE handed_at IS NULL ORDER BY incident_id, kind, created_at;

-- name: list_handed
-- That incidents which are open were opened, as far as that was handed over since a moment.
SELECT outbox.key, outbox.event
FROM outbox
JOIN incidents USING (incident_id)
WHERE outbox.handed_at >= $since AND outbox.kind = 'opened' AND incidents.state = 'open'
ORDER BY outbox.created_at, outbox.key;

-- name: insert_alert
-- A message as the alert queue has it, for readers.
INSERT INTO alerts BY NAME
SELECT
    $alert_id AS alert_id, $destination AS destination, $kind AS kind, $rule AS rule, $inbox AS inbox,
    $title AS title, $incident_ids AS incident_ids, $state AS state, $created_at AS created_at,
    $attempts AS attempts, $last_attempt AS last_attempt, $next_attempt AS next_attempt, $sent_at AS sent_at,
    $last_error AS last_error, $run_id AS run_id;

-- name: insert_trouble
-- An incident that no run could write: it has no run of its own.
INSERT INTO incidents BY NAME
SELECT
    $incident_id AS incident_id, $rule AS rule, $severity AS severity, $inbox AS inbox, $scope AS scope,
    $state AS state, $opened_at AS opened_at, $last_seen_at AS last_seen_at, $last_run AS last_run, $runs AS runs,
    $files AS files, $most_files AS most_files, $message AS message, $examples AS examples, $told_at AS told_at,
    $reminders AS reminders, $acknowledged_until AS acknowledged_until, $resolved_at AS resolved_at;
