-- title: Delay from publication to loading
-- question: How long after its publication was an article loaded?
-- group: operation
-- parameter: since TIMESTAMPTZ = NULL; First loaded at this moment or later.
-- parameter: until TIMESTAMPTZ = NULL; First loaded before this moment.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report loading_delay --since 30d
-- note: Only articles whose time of day is known (with_time) have a delay. Weeks are of the first loading, in UTC,
--   beginning on Monday; an archive that is loaded late has a large delay and is no fault.
WITH delays AS (
    SELECT
        CAST(date_trunc('week', first_created AT TIME ZONE 'UTC') AS DATE) AS loaded_in_week_from,
        inbox,
        epoch(first_created - date_published) / 3600 AS hours
    FROM articles
    WHERE ($since IS NULL OR first_created >= $since)
      AND ($until IS NULL OR first_created < $until)
      AND ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
      AND ($inbox IS NULL OR inbox = $inbox)
)
SELECT
    loaded_in_week_from,
    inbox,
    count(*) AS articles,
    count(hours) AS with_time,
    round(median(hours), 1) AS median_hours,
    round(quantile_cont(hours, 0.9), 1) AS hours_90_percent,
    round(max(hours), 1) AS most_hours,
    count(*) FILTER (hours <= 1) AS within_an_hour,
    count(*) FILTER (hours < 0) AS before_their_stamp
FROM delays
GROUP BY ALL
ORDER BY loaded_in_week_from DESC, inbox;
