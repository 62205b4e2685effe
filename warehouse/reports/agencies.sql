-- title: Agencies
-- question: Which agencies and outlets do the sign-offs name, how often, and since when?
-- group: sources
-- parameter: since DATE = NULL; Published on this day or later.
-- parameter: until DATE = NULL; Published on this day or earlier.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report agencies --since 2025-01-01
-- note: An article that names two agencies counts for both.
WITH named AS (
    SELECT
        unnest(CASE WHEN len(info_sources) > 0 THEN info_sources ELSE ['(none)'] END) AS agency,
        article_section,
        published_on
    FROM articles
    WHERE ($since IS NULL OR published_on >= $since)
      AND ($until IS NULL OR published_on <= $until)
      AND ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
      AND ($inbox IS NULL OR inbox = $inbox)
)
SELECT
    agency,
    count(*) AS articles,
    count(DISTINCT article_section) AS sections,
    min(published_on) AS first_day,
    max(published_on) AS last_day
FROM named
GROUP BY agency
ORDER BY articles DESC, agency;
