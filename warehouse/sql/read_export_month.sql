-- The current articles of one month of publication, each with its pictures; see list_export_months.
WITH pictures AS (
    SELECT
        article_id,
        version,
        list({
            position: position, caption: caption, credit_line: credit_line, photographer: photographer
        } ORDER BY position) AS images
    FROM article_images
    GROUP BY ALL
)
SELECT articles.*, pictures.images
FROM articles
LEFT JOIN pictures USING (article_id, version)
WHERE articles.rowid IN (
    SELECT rowid FROM articles
    WHERE ($since IS NULL OR version_created >= $since)
      AND coalesce(
          strftime(published_on, '%Y-%m'),
          CASE WHEN published_precision = 'month' AND source_date SIMILAR TO '\d{4}-\d{2}' THEN source_date END
      ) IS NOT DISTINCT FROM $month
)
ORDER BY articles.article_id;
