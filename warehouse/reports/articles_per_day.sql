-- How many articles were published each day, in which section?
SELECT
    published_on,
    coalesce(article_section, '(none)') AS section,
    count(*) AS articles,
    sum(word_count) AS words
FROM articles
GROUP BY ALL
ORDER BY published_on DESC NULLS LAST, articles DESC, section;
