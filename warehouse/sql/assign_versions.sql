-- The version that each loaded text becomes; several texts of one article in a batch become several versions.
-- A clock that was set back does not turn the order of versions around.
CREATE OR REPLACE TEMP TABLE incoming AS
WITH numbered AS (
    SELECT
        classified.ordinal,
        classified.path,
        classified.sha256,
        classified.article_id,
        articles.version AS stored_version,
        articles.first_created,
        row_number() OVER texts AS nth,
        greatest($now, articles.version_created + INTERVAL 1 MICROSECOND) AS base
    FROM classified
    LEFT JOIN articles USING (article_id)
    WHERE classified.outcome = 'loaded'
    WINDOW texts AS (PARTITION BY classified.article_id ORDER BY classified.ordinal)
),
timed AS (
    SELECT
        * EXCLUDE (base, first_created, nth),
        CAST(coalesce(stored_version, 0) + nth AS INTEGER) AS version,
        base + to_microseconds(nth - 1) AS version_created,
        coalesce(first_created, base) AS first_created
    FROM numbered
)
SELECT
    *,
    lead(version_created) OVER (PARTITION BY article_id ORDER BY version) AS valid_to
FROM timed;
