-- For find_changed_fields: the versions that a batch brings, and the ones before them.
CREATE OR REPLACE TEMP VIEW texts_after AS
WITH
texts AS (
    SELECT incoming.article_id, incoming.version, records.* EXCLUDE (article_id)
    FROM incoming JOIN records USING (ordinal)
    WHERE incoming.article_id IN (SELECT article_id FROM incoming WHERE version > 1)
    UNION ALL BY NAME
    SELECT * EXCLUDE (valid_to) FROM superseded
),
pictures AS (
    SELECT incoming.article_id, incoming.version, list((caption, credit_line, photographer) ORDER BY position) AS images
    FROM images
    JOIN incoming USING (ordinal)
    WHERE incoming.article_id IN (SELECT article_id FROM incoming WHERE version > 1)
    GROUP BY ALL
    UNION ALL
    SELECT article_id, version, list((caption, credit_line, photographer) ORDER BY position)
    FROM article_images
    WHERE article_id IN (SELECT article_id FROM superseded)
    GROUP BY ALL
)
SELECT texts.*, pictures.images FROM texts LEFT JOIN pictures USING (article_id, version);

CREATE OR REPLACE TEMP VIEW texts_before AS
SELECT * REPLACE (version + 1 AS version) FROM texts_after
WHERE (article_id, version + 1) IN (SELECT (article_id, version) FROM incoming);
