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
ORDER BY e.at, e.key
