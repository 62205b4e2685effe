-- The stored versions that this batch replaces, read once: the texts are the large part of the database.
CREATE OR REPLACE TEMP TABLE superseded AS
SELECT articles.*, replaced.valid_to
FROM articles
JOIN (
    SELECT article_id, min(version_created) AS valid_to
    FROM incoming
    WHERE stored_version IS NOT NULL
    GROUP BY article_id
) AS replaced USING (article_id);
