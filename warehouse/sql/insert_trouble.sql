-- An incident that no run could write: it has no run of its own.
INSERT INTO incidents BY NAME
SELECT
    $incident_id AS incident_id, $rule AS rule, $severity AS severity, $inbox AS inbox, $scope AS scope,
    $state AS state, $opened_at AS opened_at, $last_seen_at AS last_seen_at, $last_run AS last_run, $runs AS runs,
    $files AS files, $most_files AS most_files, $message AS message, $examples AS examples, $told_at AS told_at,
    $reminders AS reminders, $acknowledged_until AS acknowledged_until, $resolved_at AS resolved_at;
