-- title: Articles per day
-- question: How many articles were published each day, in which section?
-- group: publishing
-- parameter: since DATE = NULL; Published on this day or later.
-- parameter: until DATE = NULL; Published on this day or earlier.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report articles_per_day --since 2025-03-01 --section Economy
-- note: The day is the outlet's; it is NULL where only a month is known. With --since or --until those are left out.
SELECT
    published_on,
    coalesce(article_section, '(none)') AS section,
    count(*) AS articles,
    sum(word_count) AS words
FROM articles
WHERE ($since IS NULL OR published_on >= $since)
  AND ($until IS NULL OR published_on <= $until)
  AND ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
  AND ($inbox IS NULL OR inbox = $inbox)
GROUP BY ALL
ORDER BY published_on DESC NULLS LAST, articles DESC, section;
