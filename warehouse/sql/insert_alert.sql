INSERT INTO alerts BY NAME
SELECT
    $alert_id AS alert_id, $destination AS destination, $kind AS kind, $rule AS rule, $inbox AS inbox,
    $title AS title, $incident_ids AS incident_ids, $state AS state, $created_at AS created_at,
    $attempts AS attempts, $last_attempt AS last_attempt, $next_attempt AS next_attempt, $sent_at AS sent_at,
    $last_error AS last_error, $run_id AS run_id;
