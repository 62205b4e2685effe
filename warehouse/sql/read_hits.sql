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
