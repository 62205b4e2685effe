-- title: Sections over time
-- question: What share has each section, month by month?
-- group: sources
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report sections_over_time --inbox seeds
-- note: A page that gives a month only counts in that month; month is NULL where not even that is known.
WITH dated AS (
    SELECT
        coalesce(
            strftime(published_on, '%Y-%m'),
            CASE WHEN published_precision = 'month' AND source_date SIMILAR TO '\d{4}-\d{2}' THEN source_date END
        ) AS month,
        coalesce(article_section, '(none)') AS section
    FROM articles
    WHERE ($inbox IS NULL OR inbox = $inbox)
)
SELECT
    month,
    section,
    count(*) AS articles,
    round(100 * count(*) / sum(count(*)) OVER (PARTITION BY month), 1) AS percent_of_month
FROM dated
GROUP BY month, section
ORDER BY month DESC NULLS LAST, articles DESC, section;
