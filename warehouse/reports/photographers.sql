-- title: Photographers
-- question: Who took the pictures, how many, and under which credit?
-- group: sources
-- parameter: since DATE = NULL; Published on this day or later.
-- parameter: until DATE = NULL; Published on this day or earlier.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report photographers --since 2025-01-01
-- note: Pictures of the current version of each article, as far as its text tells of them.
SELECT
    coalesce(images.photographer, '(none)') AS photographer,
    count(*) AS pictures,
    count(DISTINCT articles.article_id) AS articles,
    mode(images.credit_line ORDER BY images.credit_line) AS usual_credit,
    min(articles.published_on) AS first_day,
    max(articles.published_on) AS last_day
FROM articles
JOIN article_images AS images USING (article_id, version)
WHERE ($since IS NULL OR articles.published_on >= $since)
  AND ($until IS NULL OR articles.published_on <= $until)
  AND ($section IS NULL OR lower(coalesce(articles.article_section, '(none)')) = lower($section))
  AND ($inbox IS NULL OR articles.inbox = $inbox)
GROUP BY photographer
ORDER BY pictures DESC, photographer;
