-- Versions that another one replaces, whether stored before or replaced within the batch.
INSERT INTO article_history BY NAME
SELECT articles.*, first_new.valid_to
FROM articles
JOIN (SELECT article_id, min(version_created) AS valid_to FROM incoming GROUP BY article_id) AS first_new
    USING (article_id)
UNION ALL BY NAME
SELECT * FROM new_versions WHERE valid_to IS NOT NULL;
