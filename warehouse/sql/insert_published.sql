-- What the copy for readers holds; of the runs, the last that has ended.
INSERT INTO published
SELECT $now, max(run_id), (SELECT max(name) FROM schema_migrations), version()
FROM runs WHERE state <> 'running';
