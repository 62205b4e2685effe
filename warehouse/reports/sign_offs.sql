-- title: Sign-offs
-- question: How are texts signed off, and what is read from it?
-- group: sources
-- parameter: since DATE = NULL; Published on this day or later.
-- parameter: until DATE = NULL; Published on this day or earlier.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report sign_offs --section Economy
SELECT
    coalesce(credit_line, '(none)') AS sign_off,
    info_sources AS agencies,
    count(*) AS articles,
    min(published_on) AS first_day,
    max(published_on) AS last_day
FROM articles
WHERE ($since IS NULL OR published_on >= $since)
  AND ($until IS NULL OR published_on <= $until)
  AND ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
  AND ($inbox IS NULL OR inbox = $inbox)
GROUP BY ALL
ORDER BY articles DESC, sign_off;
