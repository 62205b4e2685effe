-- name: count_loaded_by_section
-- What was loaded in a period, by section: new articles, new versions of known ones, and those that a reparse made.
SELECT
    article_section AS section,
    count(*) FILTER (version = 1) AS new,
    count(*) FILTER (version > 1 AND kind IS DISTINCT FROM 'reparse') AS revised,
    count(*) FILTER (version > 1 AND kind = 'reparse') AS reparsed
FROM article_versions
LEFT JOIN (SELECT run_id, kind FROM runs) AS runs USING (run_id)
WHERE version_created >= $since AND version_created < $until
GROUP BY section
ORDER BY count(*) DESC, section;

-- name: list_incidents
-- What is and was wrong: what is open first, of it the gravest and oldest.
SELECT
    incident_id, rule, severity, inbox, scope, state, opened_at, files, message, acknowledged_until, resolved_at
FROM incidents
ORDER BY state, severity, opened_at, incident_id;

-- name: find_slowest_run
-- The run of a period that took the longest, and how fast it was.
SELECT
    run_id,
    inbox,
    kind,
    started_at,
    epoch(finished_at - started_at) AS seconds,
    "read" + replayed + reparsed AS files,
    files / nullif(seconds, 0) AS files_per_second,
    bytes_read
FROM runs
WHERE started_at >= $since AND started_at < $until AND finished_at IS NOT NULL
ORDER BY seconds DESC, run_id
LIMIT 1;

-- name: find_slowest_step
-- The step on which the runs of a period spent most, and its share of all steps.
WITH spent AS (
    SELECT run_steps.step, sum(run_steps.duration_ms) / 1000 AS seconds
    FROM run_steps
    JOIN runs USING (run_id)
    WHERE runs.started_at >= $since AND runs.started_at < $until
    GROUP BY run_steps.step
)
SELECT step, seconds, seconds / nullif(sum(seconds) OVER (), 0) AS share
FROM spent
ORDER BY seconds DESC, step
LIMIT 1;

-- name: read_digest
-- How much there is, and what was done with withheld files in a period.
SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT max(published_on) FROM articles) AS newest_article,
    (SELECT count(*) FROM quarantine) AS withheld,
    (SELECT count(*) FROM quarantine WHERE first_seen >= $since AND first_seen < $until) AS newly_withheld,
    (SELECT coalesce(sum(freed), 0)::BIGINT FROM runs WHERE started_at >= $since AND started_at < $until) AS freed;

-- name: count_runs
-- The runs of a period by their state.
SELECT state, count(*) AS runs
FROM runs
WHERE started_at >= $since AND started_at < $until
GROUP BY state
ORDER BY state;

-- name: list_freshness
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
