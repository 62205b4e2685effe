-- What find_hits found, as rows that other tools can take.
SELECT
    round(hits.score, 4) AS score, articles.article_id, articles.version, articles.published_on,
    coalesce(articles.article_section, '(none)') AS section, articles.headline, articles.located, articles.inbox,
    articles.path
FROM (SELECT unnest($articles::VARCHAR[]) AS article_id, unnest($scores::DOUBLE[]) AS score) AS hits
JOIN articles USING (article_id)
ORDER BY hits.score DESC, articles.article_id;
