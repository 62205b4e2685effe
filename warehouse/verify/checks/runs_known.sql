-- Every row that names a run names one that there is.
-- fault: the table of runs has lost rows: keep a copy of the home and report it
WITH named AS (
    SELECT 'files' AS in_table, run_id FROM files
    UNION ALL
    SELECT 'article_versions', run_id FROM article_versions
    UNION ALL
    SELECT 'quarantine', run_id FROM quarantine
    UNION ALL
    SELECT 'issues', run_id FROM issues
)
SELECT run_id, in_table, count(*) AS rows
FROM named
ANTI JOIN runs USING (run_id)
GROUP BY ALL
ORDER BY ALL;
