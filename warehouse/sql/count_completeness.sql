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
