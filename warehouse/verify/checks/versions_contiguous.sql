-- The versions of every article are numbered from 1 without a gap, and the current one is the last.
-- fault: a version is lost: keep a copy of the home and report it; the bytes are still in originals.duckdb
SELECT article_id, count(*) AS versions, min(version) AS first, max(version) AS last, list(version ORDER BY version) AS all_of_them
FROM article_versions
GROUP BY article_id
HAVING min(version) <> 1 OR max(version) <> count(*)
    OR count(*) FILTER (valid_to IS NULL) <> 1 OR max(version) FILTER (valid_to IS NULL) IS DISTINCT FROM max(version)
ORDER BY article_id;
