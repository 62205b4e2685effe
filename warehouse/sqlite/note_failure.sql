-- A destination took a message not: it rests until $hold (NULL: it does not, only the message was refused).
INSERT INTO destinations (name, failures, failing_since, hold_until, last_error)
VALUES ($destination, 1, $now, $hold, $error)
ON CONFLICT (name) DO UPDATE SET
    failures = failures + 1, failing_since = coalesce(failing_since, $now), hold_until = $hold, last_error = $error
