-- title: Longest and shortest
-- question: Which articles are the longest, and which the shortest?
-- group: publishing
-- parameter: since DATE = NULL; Published on this day or later.
-- parameter: until DATE = NULL; Published on this day or earlier.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- parameter: rows INTEGER = 10; How many of each.
-- example: wirehouse report longest_and_shortest --param rows=3 --section Economy
WITH ranked AS (
    SELECT
        *,
        row_number() OVER (ORDER BY word_count DESC, article_id) AS from_longest,
        row_number() OVER (ORDER BY word_count, article_id) AS from_shortest
    FROM articles
    WHERE ($since IS NULL OR published_on >= $since)
      AND ($until IS NULL OR published_on <= $until)
      AND ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
      AND ($inbox IS NULL OR inbox = $inbox)
)
SELECT
    CASE WHEN from_longest <= from_shortest THEN 'longest' ELSE 'shortest' END AS which,
    word_count AS words,
    paragraph_count AS paragraphs,
    genre,
    published_on,
    coalesce(article_section, '(none)') AS section,
    headline,
    article_id
FROM ranked
WHERE least(from_longest, from_shortest) <= $rows
ORDER BY word_count DESC, article_id;
