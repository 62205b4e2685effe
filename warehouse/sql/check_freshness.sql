-- How long ago a run last brought something new to the inbox, against a limit in hours, or against the gaps that are
-- usual: the third largest of the last days, so that two outages do not make a third one usual, while the nights and
-- weekends of a month do. Nothing is usual before so many days have passed.
WITH
arrivals AS (
    SELECT started_at, started_at - lag(started_at) OVER (ORDER BY started_at) AS gap
    FROM runs
    WHERE inbox = $inbox AND loaded > 0 AND ("new" > 0 OR revised > 0)
),
last AS (
    SELECT coalesce(max(started_at), (SELECT min(started_at) FROM runs WHERE inbox = $inbox)) AS arrived, min(started_at) AS first
    FROM arrivals
),
usual AS (
    SELECT list(gap ORDER BY gap DESC)[3] AS gap
    FROM arrivals
    WHERE gap IS NOT NULL AND started_at >= $started_at - to_days($days)
),
hours AS (
    SELECT
        arrived,
        epoch($started_at - arrived) / 3600 AS since,
        CASE WHEN first <= $started_at - to_days($days) THEN epoch(gap) / 3600 END AS usual
    FROM last CROSS JOIN usual
)
SELECT
    NULL AS field,
    round(since, 1) || ' hours' AS value,
    'Nothing new since ' || strftime(make_timestamp(epoch_us(arrived)), '%Y-%m-%d %H:%M UTC') || ', for '
        || round(since, 1) || ' hours; '
        || CASE
            WHEN $limit > 0 THEN 'the limit is ' || $limit || ' hours.'
            ELSE 'in the last ' || $days || ' days it was usually no more than ' || round(usual, 1) || ' hours.'
        END AS message
FROM hours
WHERE since > CASE WHEN $limit > 0 THEN $limit ELSE usual * $factor END;
