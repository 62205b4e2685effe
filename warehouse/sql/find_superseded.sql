-- The stored versions that this batch replaces, read once and by their row ids: the texts are the large part of
-- the database, and a join on the article's id would read all of them.
CREATE OR REPLACE TEMP TABLE superseded AS
WITH
replaced AS (
    SELECT article_id, min(version_created) AS valid_to
    FROM incoming
    WHERE stored_version IS NOT NULL
    GROUP BY article_id
),
stored AS (
    SELECT * FROM articles
    WHERE rowid IN (SELECT articles.rowid FROM articles JOIN replaced USING (article_id))
)
SELECT stored.*, replaced.valid_to
FROM stored
JOIN replaced USING (article_id);
