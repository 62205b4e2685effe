-- Every destination that something waited for or was sent to: what waits, since when, and how it fares.
WITH waiting AS (
    SELECT d.destination AS name, e.accepted_at AS since
    FROM deliveries AS d JOIN events AS e ON e.key = d.key LEFT JOIN alerts AS a ON a.alert_id = d.alert_id
    WHERE a.state IS NULL OR a.state <> 'sent'
    UNION ALL
    SELECT destination, created_at FROM alerts WHERE kind IN ('notice', 'test') AND state <> 'sent'
)
SELECT name, count(since) AS waiting, min(since) AS since, coalesce(failures, 0) AS failures,
       failing_since, hold_until, last_error, last_sent
FROM (SELECT name FROM destinations UNION SELECT name FROM waiting)
    LEFT JOIN waiting USING (name) LEFT JOIN destinations USING (name)
GROUP BY name ORDER BY name
