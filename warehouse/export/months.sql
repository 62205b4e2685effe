-- name: list_export_months
-- The months of publication with what an export of each would hold: its rows, and a mark that changes with them.
-- A page that gives a month only is of that month; where not even that is known the month is NULL.
SELECT
    coalesce(
        strftime(published_on, '%Y-%m'),
        CASE WHEN published_precision = 'month' AND source_date SIMILAR TO '\d{4}-\d{2}' THEN source_date END
    ) AS month,
    count(*) AS articles,
    format('{:x}', bit_xor(hash(
        article_id, version, inbox, path, sha256, warnings::VARCHAR, pub_status, version_created, run_id
    ))) AS mark
FROM articles
WHERE $since IS NULL OR version_created >= $since
GROUP BY month
ORDER BY month NULLS LAST;

-- name: read_export_month
-- The current articles of one month of publication, each with its pictures; see list_export_months. They come in the
-- order in which they are stored: sorting the texts would need room for all of them.
WITH
chosen AS (
    SELECT article_id, version
    FROM articles
    WHERE ($since IS NULL OR version_created >= $since)
      AND coalesce(
          strftime(published_on, '%Y-%m'),
          CASE WHEN published_precision = 'month' AND source_date SIMILAR TO '\d{4}-\d{2}' THEN source_date END
      ) IS NOT DISTINCT FROM $month
),
pictures AS (
    SELECT
        article_id,
        list({
            position: position, caption: caption, credit_line: credit_line, photographer: photographer
        } ORDER BY position) AS images
    FROM article_images
    SEMI JOIN chosen USING (article_id, version)
    GROUP BY article_id
)
SELECT articles.*, pictures.images
FROM articles
SEMI JOIN chosen USING (article_id)
LEFT JOIN pictures USING (article_id);
