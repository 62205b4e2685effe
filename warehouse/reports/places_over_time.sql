-- title: Places over time
-- question: From which places is written, month by month?
-- group: sources
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- parameter: top INTEGER = 20; Only the places that most articles are from, and those without a place.
-- example: wirehouse report places_over_time --param top=5
-- note: A place is the usual spelling of the dateline, or the dateline where no usual spelling is known. A page that
--   gives a month only counts in that month; month is NULL where not even that is known.
WITH placed AS (
    SELECT
        coalesce(
            strftime(published_on, '%Y-%m'),
            CASE WHEN published_precision = 'month' AND source_date SIMILAR TO '\d{4}-\d{2}' THEN source_date END
        ) AS month,
        coalesce(located, dateline, '(none)') AS place,
        word_count
    FROM articles
    WHERE ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
      AND ($inbox IS NULL OR inbox = $inbox)
),
most_written_from AS (
    SELECT place FROM placed WHERE place <> '(none)' GROUP BY place ORDER BY count(*) DESC, place LIMIT $top
)
SELECT month, place, count(*) AS articles, sum(word_count) AS words
FROM placed
WHERE place = '(none)' OR place IN (FROM most_written_from)
GROUP BY month, place
ORDER BY month DESC NULLS LAST, articles DESC, place;
