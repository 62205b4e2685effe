-- Those that last and were told long ago, unless somebody said that he knows.
UPDATE incidents SET told_at = $now, reminders = reminders + 1
WHERE state = 'open' AND opened_run IS NOT NULL AND inbox IN ($inbox, '') AND told_at <= $due
    AND (acknowledged_until IS NULL OR acknowledged_until <= $now)
RETURNING *;
