-- Messages that wait and hold one of these events ($keys, JSON): a new one says what they were to say.
UPDATE alerts SET state = 'merged', next_attempt = NULL
WHERE state = 'waiting' AND destination = $destination AND alert_id <> $alert_id AND alert_id IN (
    SELECT alert_id FROM deliveries
    WHERE destination = $destination AND key IN (SELECT value FROM json_each($keys))
)
