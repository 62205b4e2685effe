-- Readers have what the loader has, row for row, unless a run waits to be published.
-- fault: readers are told something else than what is loaded: delete published.duckdb, and run: wirehouse ingest
WITH
ours(in_table, key, value) AS (
    SELECT 'articles', article_id, sha256 || ' ' || version FROM articles
    UNION ALL
    SELECT 'article_history', article_id, sha256 || ' ' || version FROM article_history
    UNION ALL
    SELECT 'files', inbox || '/' || path, sha256 || ' ' || status FROM files
    UNION ALL
    SELECT 'quarantine', inbox || '/' || path, sha256 FROM quarantine
    UNION ALL
    SELECT 'article_images', 'rows', CAST(count(*) AS VARCHAR) FROM article_images
    UNION ALL
    SELECT 'spans', 'rows', CAST(count(*) AS VARCHAR) FROM spans
),
theirs(in_table, key, value) AS (
    SELECT 'articles', article_id, sha256 || ' ' || version FROM published.articles
    UNION ALL
    SELECT 'article_history', article_id, sha256 || ' ' || version FROM published.article_history
    UNION ALL
    SELECT 'files', inbox || '/' || path, sha256 || ' ' || status FROM published.files
    UNION ALL
    SELECT 'quarantine', inbox || '/' || path, sha256 FROM published.quarantine
    UNION ALL
    SELECT 'article_images', 'rows', CAST(count(*) AS VARCHAR) FROM published.article_images
    UNION ALL
    SELECT 'spans', 'rows', CAST(count(*) AS VARCHAR) FROM published.spans
),
waiting AS (
    SELECT run_id
    FROM runs
    WHERE published_at IS NULL
        AND (state = 'running' OR "read" > 0 OR missing > 0 OR replayed > 0 OR renewed > 0 OR retained > 0)
    UNION ALL
    SELECT run_id FROM published.runs WHERE run_id NOT IN (SELECT run_id FROM runs)
)
SELECT in_table, key, ours.value AS loaded, theirs.value AS published
FROM ours
FULL JOIN theirs USING (in_table, key, value)
WHERE (ours.value IS NULL OR theirs.value IS NULL) AND NOT EXISTS (FROM waiting)
ORDER BY ALL;
