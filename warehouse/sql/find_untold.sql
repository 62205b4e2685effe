-- What is odd about the last ingest and was not about the one that readers know.
WITH last AS (SELECT inbox, run_id FROM runs WHERE kind = 'ingest' ORDER BY run_id DESC LIMIT 1)
SELECT rule FROM issues WHERE stage = 'run' AND run_id = (SELECT run_id FROM last)
EXCEPT
SELECT rule FROM issues WHERE stage = 'run' AND run_id = (
    SELECT max(run_id) FROM runs
    WHERE kind = 'ingest' AND published_at IS NOT NULL AND inbox = (SELECT inbox FROM last)
);
