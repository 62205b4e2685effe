-- Every message; one that is not sent is tried when it may be, and not before its destination has rested.
SELECT alert_id, destination, kind, rule, inbox, title, incident_ids, state, created_at, attempts, last_attempt,
       CASE WHEN state IN ('sent', 'merged') THEN NULL ELSE coalesce(alerts.next_attempt, hold_until) END AS next_attempt,
       sent_at, alerts.last_error
FROM alerts LEFT JOIN destinations ON name = destination
ORDER BY alert_id
