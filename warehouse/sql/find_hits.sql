-- The best hits and how many there are; the texts are the large part of the database, and are read for these only.
SELECT articles.article_id, hits.score, count(*) OVER () AS total
FROM search_scores($query) AS hits
JOIN articles USING (article_id)
WHERE ($section IS NULL OR folded(coalesce(articles.article_section, '(none)')) = folded($section))
    AND ($since IS NULL OR articles.published_on >= $since)
    AND ($until IS NULL OR articles.published_on <= $until)
    AND ($inbox IS NULL OR articles.inbox = $inbox)
ORDER BY hits.score DESC, articles.article_id
LIMIT $limit;
