-- title: Publishing rhythm
-- question: On which weekdays and at which hours does the outlet publish?
-- group: publishing
-- parameter: since DATE = NULL; Published on this day or later.
-- parameter: until DATE = NULL; Published on this day or earlier.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report publishing_rhythm --since 2025-01-01
-- note: Weekday (1 is Monday) and hour are those of the outlet's own clock, as its stamp prints them. The hour is
--   NULL where no time of day is known, or where the printed one and the stored instant do not lie a whole number of
--   quarters of an hour apart, so that it cannot be read with certainty.
WITH stamped AS (
    SELECT
        published_on,
        date_published,
        regexp_extract(
            -- without the date, whose 09.05. is no time, and not if it says morning or evening in another language
            CASE
                WHEN NOT regexp_matches(date_published_text, '(?i)pagi|petang|malam|صباح|مساء')
                    THEN regexp_replace(date_published_text, '\d{1,4}[./-]\d{1,2}[./-]\d{1,4}', ' ')
            END,
            '(?i)(?:^|[^\d:.])(\d{1,2})[:.h](\d{2})(?::\d{2})?(?:\s?(a|p)\.?m)?',
            ['hour', 'minute', 'half']
        ) AS clock
    FROM articles
    WHERE ($since IS NULL OR published_on >= $since)
      AND ($until IS NULL OR published_on <= $until)
      AND ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
      AND ($inbox IS NULL OR inbox = $inbox)
),
read_clock AS (
    SELECT
        published_on,
        date_published,
        try_cast(clock.hour AS INTEGER) % CASE WHEN clock.half = '' THEN 24 ELSE 12 END
            + CASE WHEN lower(clock.half) = 'p' THEN 12 ELSE 0 END AS hour,
        try_cast(clock.minute AS INTEGER) AS minute
    FROM stamped
),
checked AS (
    SELECT
        published_on,
        hour,
        published_on + to_hours(hour) + to_minutes(minute)
            - date_trunc('minute', date_published AT TIME ZONE 'UTC') AS ahead
    FROM read_clock
)
SELECT
    isodow(published_on) AS weekday,
    dayname(published_on) AS day,
    CASE
        WHEN ahead BETWEEN INTERVAL (-12) HOUR AND INTERVAL 14 HOUR
            AND CAST(epoch(ahead) AS INTEGER) % 900 = 0 THEN hour
    END AS hour,
    count(*) AS articles,
    round(100 * count(*) / sum(count(*)) OVER (), 1) AS percent
FROM checked
GROUP BY ALL
ORDER BY weekday NULLS LAST, hour NULLS LAST;
