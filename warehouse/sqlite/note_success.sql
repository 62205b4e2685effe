-- A destination took a message: it fares well.
INSERT INTO destinations (name, last_sent) VALUES ($destination, $now)
ON CONFLICT (name) DO UPDATE SET
    failures = 0, failing_since = NULL, hold_until = NULL, last_error = NULL, last_sent = excluded.last_sent
