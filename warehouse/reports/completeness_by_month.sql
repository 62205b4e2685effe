-- title: Completeness by month
-- question: How often is each field missing, month by month?
-- group: quality
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report completeness_by_month --inbox seeds
-- note: A page that gives a month only counts in that month; month is NULL where not even that is known. A missing
--   field is NULL; images are missing where the text tells of none.
WITH counted AS (
    SELECT
        coalesce(
            strftime(published_on, '%Y-%m'),
            CASE WHEN published_precision = 'month' AND source_date SIMILAR TO '\d{4}-\d{2}' THEN source_date END
        ) AS month,
        count(*) AS articles,
        count(headline) AS headline,
        count(abstract) AS abstract,
        count(article_section) AS article_section,
        count(breadcrumb) AS breadcrumb,
        count(published_on) AS published_on,
        count(date_published) AS date_published,
        count(dateline) AS dateline,
        count(located) AS located,
        count(byline) AS byline,
        count(authors) AS authors,
        count(translators) AS translators,
        count(credit_line) AS credit_line,
        count(info_sources) AS info_sources,
        count(language) AS language,
        count(*) FILTER (image_count > 0) AS images
    FROM articles
    WHERE ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
      AND ($inbox IS NULL OR inbox = $inbox)
    GROUP BY month
)
SELECT
    month,
    field,
    articles,
    articles - present AS missing,
    round(100 * (articles - present) / articles, 1) AS missing_percent
FROM (UNPIVOT counted ON COLUMNS(* EXCLUDE (month, articles)) INTO NAME field VALUE present)
ORDER BY month DESC NULLS LAST, missing DESC, field;
