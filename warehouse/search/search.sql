-- name: find_search_tables
-- Whether there is an index for the search: a copy made by an earlier wirehouse has none.
SELECT table_name FROM duckdb_tables() WHERE table_name = 'search_documents' AND NOT internal;

-- name: read_search_parts
-- The parts of a query as the macro search reads them: words and phrases, required or excluded.
SELECT part, excluded, required, size, place, term FROM search_parts($query) ORDER BY part, place;

-- name: find_hits
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

-- name: read_hits
-- The texts of some hits, with their captions. Read by row ids: the texts are the large part of the database.
WITH
chosen AS (
    SELECT * FROM articles
    WHERE rowid IN (SELECT rowid FROM articles WHERE list_contains($articles::VARCHAR[], article_id))
),
pictures AS (
    SELECT article_id, list(caption ORDER BY position) AS captions
    FROM article_images
    WHERE (article_id, version) IN (SELECT (article_id, version) FROM chosen) AND caption IS NOT NULL
    GROUP BY article_id
)
SELECT
    article_id, version, headline, abstract, article_section, published_on, dateline, inbox, path, article_body,
    coalesce(captions, []) AS captions
FROM chosen
LEFT JOIN pictures USING (article_id);

-- name: list_hits
-- What find_hits found, as rows that other tools can take.
SELECT
    round(hits.score, 4) AS score, articles.article_id, articles.version, articles.published_on,
    coalesce(articles.article_section, '(none)') AS section, articles.headline, articles.located, articles.inbox,
    articles.path
FROM (SELECT unnest($articles::VARCHAR[]) AS article_id, unnest($scores::DOUBLE[]) AS score) AS hits
JOIN articles USING (article_id)
ORDER BY hits.score DESC, articles.article_id;

-- name: fold_words
-- Each word without case and accents, as the search compares it.
SELECT word, folded(word) FROM (SELECT unnest($words::VARCHAR[]) AS word);

-- name: find_unknown_terms
-- Words that no article has, and words of articles that are spelt much like them.
WITH
asked AS (SELECT unnest($terms::VARCHAR[]) AS term),
unknown AS (SELECT term FROM asked WHERE term NOT IN (SELECT term FROM search_terms)),
near AS (
    SELECT unknown.term, search_terms.term AS other, levenshtein(unknown.term, search_terms.term) AS distance
    FROM unknown
    JOIN search_terms
        ON length(unknown.term) >= 4 AND abs(length(unknown.term) - length(search_terms.term)) <= 1
        AND levenshtein(unknown.term, search_terms.term) <= 1 + length(unknown.term) // 8
)
SELECT unknown.term, (list(near.other ORDER BY near.distance, near.other) FILTER (near.other IS NOT NULL))[:3] AS resembling
FROM unknown
LEFT JOIN near ON near.term = unknown.term
GROUP BY unknown.term
ORDER BY unknown.term;

-- name: list_sections
-- The sections that articles are in, or were in an earlier version.
SELECT article_section
FROM article_versions
WHERE article_section IS NOT NULL
GROUP BY article_section
ORDER BY count(*) DESC, article_section;
