-- title: Articles per section
-- question: Which sections are there, how large are they, and when was each last written for?
-- group: publishing
-- parameter: since DATE = NULL; Published on this day or later.
-- parameter: until DATE = NULL; Published on this day or earlier.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report articles_per_section --since 2025-01-01
SELECT
    coalesce(article_section, '(none)') AS section,
    count(*) AS articles,
    round(100 * count(*) / sum(count(*)) OVER (), 1) AS percent,
    sum(word_count) AS words,
    round(avg(word_count), 1) AS words_per_article,
    min(published_on) AS first_day,
    max(published_on) AS last_day
FROM articles
WHERE ($since IS NULL OR published_on >= $since)
  AND ($until IS NULL OR published_on <= $until)
  AND ($inbox IS NULL OR inbox = $inbox)
GROUP BY section
ORDER BY articles DESC, section;
