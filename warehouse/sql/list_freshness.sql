-- Of every inbox: when it was looked through last, and when an article of it was loaded last.
WITH
    looks AS (
        SELECT inbox, max(finished_at) FILTER (state = 'completed') AS looked_at
        FROM runs
        WHERE kind = 'ingest'
        GROUP BY inbox
    ),
    loads AS (SELECT inbox, max(version_created) AS loaded_at FROM articles GROUP BY inbox)
SELECT inbox, looked_at, loaded_at
FROM looks
LEFT JOIN loads USING (inbox)
ORDER BY inbox;
