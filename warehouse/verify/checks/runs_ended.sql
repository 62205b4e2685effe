-- No run is marked as running: the lock is free, so whoever made it is gone.
-- pending: a run was killed; the next one marks it as crashed and goes on from there
SELECT run_id, inbox, started_at, pid, host
FROM runs
WHERE state = 'running'
ORDER BY run_id;
