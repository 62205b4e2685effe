-- Messages of a destination that are sent as they are, the oldest first: those whose last attempt had an unclear end or
-- was cut off, and notices. ($now: what was refused rests until its next attempt.)
SELECT * FROM alerts
WHERE destination = $destination
  AND (next_attempt IS NULL OR next_attempt <= $now)
  AND (state IN ('sending', 'unclear') OR (state = 'waiting' AND kind IN ('notice', 'test')))
ORDER BY created_at, alert_id
