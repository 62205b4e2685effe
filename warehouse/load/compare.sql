-- name: compare_stored
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

-- name: list_differences
-- Of every article in hand that differs: in which fields, and by which rules it would be marked, or no longer.
-- Marks that other files or versions gave are left out: the originals in hand cannot tell them, and a reparse keeps them.
WITH
late AS (SELECT coalesce(list(rule), []) AS rules FROM rules WHERE stage IN ('batch', 'history')),
differing AS (
    SELECT
        stored.article_id,
        changed.changed_fields,
        list_filter(records.warnings, lambda rule: NOT list_contains(stored.warnings, rule)) AS marks,
        list_filter(
            stored.warnings, lambda rule: NOT list_contains(records.warnings, rule) AND NOT list_contains(late.rules, rule)
        ) AS lost_marks
    FROM changed
    JOIN stored USING (article_id)
    JOIN records USING (article_id)
    CROSS JOIN late
)
SELECT article_id, changed_fields, marks, lost_marks
FROM differing
WHERE len(changed_fields) + len(marks) + len(lost_marks) > 0
ORDER BY article_id;

-- name: list_withheld_files
-- Every file in quarantine.
SELECT inbox, path, sha256, article_id, rules FROM quarantine ORDER BY inbox, path;

-- name: read_texts_before
-- The stored values of some articles.
SELECT * FROM texts_before WHERE list_contains($articles::VARCHAR[], article_id);

-- name: read_texts_after
-- The values that today's parser gives for some articles.
SELECT * FROM texts_after WHERE list_contains($articles::VARCHAR[], article_id);
