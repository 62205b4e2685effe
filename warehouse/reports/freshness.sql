-- title: Freshness
-- question: How old is the latest article of each inbox, and when did a run last bring something?
-- group: operation
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report freshness --inbox seeds
-- note: As of the published copy: what a run has brought and not yet published is not in it.
WITH newest AS (
    SELECT
        inbox,
        count(*) AS articles,
        max(published_on) AS newest_day,
        max(date_published) AS newest_moment,
        date_trunc('second', max(version_created)) AS last_loaded
    FROM articles
    GROUP BY inbox
),
last_run AS (
    SELECT inbox, date_trunc('second', max(started_at)) AS last_run, arg_max(state, started_at) AS state
    FROM runs
    GROUP BY inbox
),
withheld AS (
    SELECT inbox, count(*) AS files FROM quarantine GROUP BY inbox
)
SELECT
    last_run.inbox,
    coalesce(newest.articles, 0) AS articles,
    newest.newest_day,
    newest.newest_moment,
    newest.last_loaded,
    round(epoch(now() - newest.last_loaded) / 3600, 1) AS hours_since_loaded,
    last_run.last_run,
    last_run.state,
    round(epoch(now() - last_run.last_run) / 3600, 1) AS hours_since_run,
    coalesce(withheld.files, 0) AS withheld
FROM last_run
LEFT JOIN newest USING (inbox)
LEFT JOIN withheld USING (inbox)
WHERE $inbox IS NULL OR last_run.inbox = $inbox
ORDER BY hours_since_loaded DESC NULLS FIRST, last_run.inbox;
