-- The versions that reparsed articles become: those only of which a value differs.
CREATE OR REPLACE TEMP TABLE incoming AS
SELECT
    readings.ordinal,
    stored.path,
    stored.sha256,
    stored.article_id,
    stored.version AS stored_version,
    stored.first_created,
    CAST(stored.version + 1 AS INTEGER) AS version,
    greatest($now, stored.version_created + INTERVAL 1 MICROSECOND) AS version_created,
    NULL::TIMESTAMPTZ AS valid_to
FROM changed
JOIN stored USING (article_id)
JOIN readings ON readings.own_id = stored.article_id
WHERE len(changed.changed_fields) > 0;
