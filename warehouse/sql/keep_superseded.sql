-- Versions that another one replaces, whether stored before or replaced within the batch.
INSERT INTO article_history BY NAME
SELECT * FROM superseded
UNION ALL BY NAME
SELECT * FROM new_versions WHERE valid_to IS NOT NULL;
