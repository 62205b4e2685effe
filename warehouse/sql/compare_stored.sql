-- For find_changed_fields: what today's parser says of the originals in hand (readings, records, images), and what is
-- stored of them, read once and by row ids. Both bear the number that a new version would have.
CREATE OR REPLACE TEMP TABLE stored AS
SELECT * FROM articles
WHERE rowid IN (SELECT articles.rowid FROM articles JOIN readings ON articles.article_id = readings.own_id);

CREATE OR REPLACE TEMP VIEW texts_before AS
WITH pictures AS (
    SELECT article_id, list((caption, credit_line, photographer) ORDER BY position) AS images
    FROM article_images
    WHERE (article_id, version) IN (SELECT (article_id, version) FROM stored)
    GROUP BY ALL
)
SELECT stored.* REPLACE (stored.version + 1 AS version), pictures.images
FROM stored LEFT JOIN pictures USING (article_id);

CREATE OR REPLACE TEMP VIEW texts_after AS
WITH pictures AS (
    SELECT ordinal, list((caption, credit_line, photographer) ORDER BY position) AS images
    FROM images
    GROUP BY ALL
)
SELECT records.* EXCLUDE (ordinal), stored.version + 1 AS version, pictures.images
FROM records
JOIN stored USING (article_id)
LEFT JOIN pictures USING (ordinal);
