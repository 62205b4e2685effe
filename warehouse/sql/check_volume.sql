-- The days up to the last one that is over, against the same weekdays of some weeks before: the longest stretch of days
-- that are all too few (or all too many), if together they are out of all proportion.
-- A day is the articles' own (published_on), so a backfill does not count as today's; one whose only news is older
-- than the inbox's first run may be cut off in the middle, and is judged when a later one is there.
-- A day without any article tells nothing of what is usual. The spread is at least that of chance (a square root), and
-- twice the median absolute deviation: 1.48 for the normal distribution, and more because each weekday has few days.
WITH
first_run AS (
    SELECT CAST(make_timestamp(epoch_us(min(started_at))) AS DATE) AS day, bool_or(loaded > 0 AND run_id < $run_id) AS loaded
    FROM runs
    WHERE inbox = $inbox
),
counts AS (
    SELECT published_on AS day, count(*) AS articles
    FROM articles
    WHERE inbox = $inbox AND published_on <= CAST($over_day AS DATE) + 2
    GROUP BY published_on
),
last_day AS (
    SELECT least(CAST($over_day AS DATE), max(counts.day) - CASE WHEN max(counts.day) < any_value(first_run.day) THEN 1 ELSE 0 END) AS day
    FROM counts CROSS JOIN first_run
    WHERE first_run.loaded
),
known AS (
    SELECT counts.day, counts.articles, last_day.day - counts.day AS age
    FROM counts JOIN last_day ON counts.day BETWEEN last_day.day - 7 * $weeks - 7 AND last_day.day
),
usual AS (
    SELECT median(abs(articles - usual)) AS deviation
    FROM (
        SELECT articles, median(articles) OVER (PARTITION BY age % 7) AS usual
        FROM known
        WHERE age >= 7  -- those judged now must not widen it
    )
),
expected AS (
    SELECT
        recent.age,
        coalesce(any_value(today.articles), 0) AS articles,
        median(earlier.articles) AS median,
        count(earlier.articles) AS weeks
    FROM (SELECT unnest(range(7)) AS age) AS recent
    LEFT JOIN known AS today ON today.age = recent.age
    LEFT JOIN known AS earlier
        ON earlier.age > recent.age AND earlier.age <= recent.age + 7 * $weeks AND earlier.age % 7 = recent.age
    GROUP BY recent.age
),
judged AS (
    SELECT
        age, articles, median,
        weeks >= $weeks - 1 AS enough,
        greatest(2 * deviation, sqrt(median), 1) AS spread,
        articles - median AS difference
    FROM expected CROSS JOIN usual
),
stretches AS (
    SELECT
        age + 1 AS days,
        sum(articles) OVER up_to_last AS articles,
        sum(median) OVER up_to_last AS median,
        sum(difference) OVER up_to_last / sqrt(sum(spread * spread) OVER up_to_last) AS deviations,
        bool_and(enough AND difference <= -spread) OVER up_to_last AS all_few,
        bool_and(enough AND difference >= spread) OVER up_to_last AS all_many
    FROM judged
    WINDOW up_to_last AS (ORDER BY age)
)
SELECT
    'published_on' AS field,
    CAST(articles AS VARCHAR) AS value,
    CASE WHEN days = 1 THEN 'Of ' || last_day.day || ' there ' ELSE 'Of the ' || days || ' days up to ' || last_day.day || ' there ' END
        || CASE WHEN articles = 1 THEN 'is 1 article' ELSE 'are ' || articles || ' articles' END
        || '; on the same weekdays of the ' || $weeks || ' weeks before it was ' || round(median) :: BIGINT
        || ' (median), so this is ' || round(abs(deviations), 1) || ' deviations too '
        || CASE WHEN deviations < 0 THEN 'few' ELSE 'many' END || '.' AS message
FROM stretches CROSS JOIN last_day
WHERE (all_few OR all_many) AND abs(deviations) >= $threshold
ORDER BY days DESC
LIMIT 1;
