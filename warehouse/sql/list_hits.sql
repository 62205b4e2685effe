-- The same hits as find_hits, as rows that other tools can take.
SELECT
    round(hits.score, 4) AS score, articles.article_id, articles.version, articles.published_on,
    coalesce(articles.article_section, '(none)') AS section, articles.headline, articles.located, articles.inbox,
    articles.path
FROM search_scores($query) AS hits
JOIN articles USING (article_id)
WHERE ($section IS NULL OR folded(coalesce(articles.article_section, '(none)')) = folded($section))
    AND ($since IS NULL OR articles.published_on >= $since)
    AND ($until IS NULL OR articles.published_on <= $until)
    AND ($inbox IS NULL OR articles.inbox = $inbox)
ORDER BY hits.score DESC, articles.article_id
LIMIT $limit;
