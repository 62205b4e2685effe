-- title: Articles per week
-- question: How many articles were published each week?
-- group: publishing
-- parameter: since DATE = NULL; Published on this day or later.
-- parameter: until DATE = NULL; Published on this day or earlier.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report articles_per_week --since 2025-03-01
-- note: Weeks begin on Monday and are named by it. The week is NULL where only a month is known.
SELECT
    CAST(date_trunc('week', published_on) AS DATE) AS week_from,
    count(*) AS articles,
    count(DISTINCT article_section) AS sections,
    sum(word_count) AS words
FROM articles
WHERE ($since IS NULL OR published_on >= $since)
  AND ($until IS NULL OR published_on <= $until)
  AND ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
  AND ($inbox IS NULL OR inbox = $inbox)
GROUP BY ALL
ORDER BY week_from DESC NULLS LAST;
