-- Every version of an article is valid until the next one begins, and all of them were first created with the first.
-- fault: the times of these versions do not join: keep a copy of the home and report it
WITH versions AS (
    SELECT
        article_id, version, valid_from, valid_to, first_created,
        lead(valid_from) OVER article AS next_from,
        first_value(valid_from) OVER article AS begun
    FROM article_versions
    WINDOW article AS (PARTITION BY article_id ORDER BY version ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
SELECT article_id, version, valid_from, valid_to, next_from, first_created
FROM versions
WHERE valid_to IS DISTINCT FROM next_from OR valid_to <= valid_from OR first_created <> begun
ORDER BY article_id, version;
