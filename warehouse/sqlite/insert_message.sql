-- A message; one of the same events that waits already is kept as it is.
INSERT OR IGNORE INTO alerts
    (alert_id, destination, kind, rule, inbox, title, text, html, incident_ids, state, created_at)
VALUES ($alert_id, $destination, $kind, $rule, $inbox, $title, $text, $html, $incident_ids, 'waiting', $now)
