-- title: Articles per month
-- question: How many articles were published each month?
-- group: publishing
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report articles_per_month --section Economy
-- note: A page that gives a month only counts in that month; month is NULL where not even that is known.
WITH dated AS (
    SELECT
        coalesce(
            strftime(published_on, '%Y-%m'),
            CASE WHEN published_precision = 'month' AND source_date SIMILAR TO '\d{4}-\d{2}' THEN source_date END
        ) AS month,
        word_count
    FROM articles
    WHERE ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
      AND ($inbox IS NULL OR inbox = $inbox)
)
SELECT month, count(*) AS articles, sum(word_count) AS words, round(avg(word_count), 1) AS words_per_article
FROM dated
GROUP BY month
ORDER BY month DESC NULLS LAST;
