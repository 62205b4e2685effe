-- What the copy for readers holds; of the runs, the last that has ended.
INSERT INTO published
SELECT
    $now,
    max(run_id),
    (SELECT name FROM schema_migrations ORDER BY applied_at DESC, name DESC LIMIT 1),
    version()
FROM runs WHERE state <> 'running';
