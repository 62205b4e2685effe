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
