-- What came of an attempt. Sent: its time; refused: its next attempt; else it is the destination that rests.
UPDATE alerts SET
    state = $state,
    sent_at = CASE $end WHEN 'sent' THEN $now END,
    next_attempt = CASE $end WHEN 'refused' THEN $again END,
    last_error = $error
WHERE alert_id = $alert_id
