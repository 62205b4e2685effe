-- name: count_completeness
-- How often each field is missing in what the run loaded. Articles much older than what was there are a backfill: they
-- say nothing of today's pages.
INSERT INTO run_completeness BY NAME
WITH
before AS (SELECT max(published_on) AS newest FROM articles WHERE inbox = $inbox AND run_id <> $run_id),
freed AS (  -- what the run replayed: it lay in quarantine until then
    SELECT files.path
    FROM files
    JOIN runs ON runs.run_id = files.run_id
    WHERE files.run_id = $run_id AND files.inbox = $inbox AND runs.freed > 0 AND files.last_read < runs.started_at
),
counted AS (
    SELECT
        count(*) AS articles,
        count(headline) AS headline,
        count(abstract) AS abstract,
        count(article_section) AS article_section,
        count(breadcrumb) AS breadcrumb,
        count(published_on) AS published_on,
        count(date_published) AS date_published,
        count(source_date) AS source_date,
        count(dateline) AS dateline,
        count(byline) AS byline,
        count(credit_line) AS credit_line,
        count(language) AS language,
        count(*) FILTER (image_count > 0) AS images
    FROM articles
    WHERE inbox = $inbox AND run_id = $run_id
        AND coalesce(published_on >= (SELECT newest FROM before) - 14, true)
        AND path NOT IN (SELECT path FROM freed)
),
fields AS (
    SELECT field, articles, articles AS total, articles - present AS missing
    FROM (UNPIVOT counted ON COLUMNS(* EXCLUDE (articles)) INTO NAME field VALUE present)
    UNION ALL
    SELECT 'unclaimed', counted.articles, runs.characters, runs.unclaimed
    FROM counted JOIN runs ON runs.run_id = $run_id AND counted.articles * 2 > runs.loaded
)
SELECT $run_id AS run_id, $inbox AS inbox, *
FROM fields
WHERE total > 0;

-- name: check_volume
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

-- name: check_freshness
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

-- name: check_completeness_drift
-- The share of missing values among the latest articles, against the shares before. Shares are counted of some articles
-- at least: small runs are taken together, a large one stands for itself. The spread is at least that of chance.
WITH
recent AS (
    SELECT
        counts.field, counts.articles, counts.total, counts.missing,
        coalesce(sum(counts.articles) OVER (
            PARTITION BY counts.field ORDER BY counts.run_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS newer
    FROM run_completeness AS counts
    JOIN runs USING (run_id)
    WHERE counts.inbox = $inbox AND runs.started_at >= $started_at - to_days($days)
),
shares AS (
    SELECT field, newer // $articles AS place, sum(articles) AS articles, sum(missing) / sum(total) AS share
    FROM recent
    GROUP BY ALL
    HAVING sum(articles) >= $articles / 2
),
before AS (
    SELECT field, median(share) AS share, mad(share) AS deviation, count(*) AS shares
    FROM shares
    WHERE place > 0
    GROUP BY field
    HAVING count(*) >= $shares
),
compared AS (
    SELECT
        field, latest.articles, latest.share, before.share AS usual, before.shares,
        least(greatest(before.share, 0.01), 0.99) AS chance, before.deviation
    FROM shares AS latest
    JOIN before USING (field)
    WHERE latest.place = 0 AND latest.articles >= $articles
)
SELECT
    field,
    round(100 * share, 1) || '%' AS value,
    CASE WHEN field = 'unclaimed' THEN 'No field claims ' ELSE 'The field ' || field || ' is missing in ' END
        || round(100 * share, 1) || '% of '
        || CASE WHEN field = 'unclaimed' THEN 'the text of ' ELSE '' END
        || 'the last ' || articles || ' articles; before it was ' || round(100 * usual, 1) || '% (median of '
        || shares || ').' AS message
FROM compared
WHERE share - usual >= $jump
    AND share - usual >= $threshold * greatest(sqrt(chance * (1 - chance) / articles), 1.4826 * deviation)
ORDER BY share - usual DESC, field;

-- name: insert_run_issues
-- A finding about the run as a whole, with severity, stage and remedy of its rule.
INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, rule, severity, stage, $field AS field, $value AS value, $message AS message, remedy
FROM rules
WHERE rule = $rule;
