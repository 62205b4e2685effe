-- What was loaded in a period, by section: new articles, new versions of known ones, and those that a reparse made.
SELECT
    article_section AS section,
    count(*) FILTER (version = 1) AS new,
    count(*) FILTER (version > 1 AND kind IS DISTINCT FROM 'reparse') AS revised,
    count(*) FILTER (version > 1 AND kind = 'reparse') AS reparsed
FROM article_versions
LEFT JOIN (SELECT run_id, kind FROM runs) AS runs USING (run_id)
WHERE version_created >= $since AND version_created < $until
GROUP BY section
ORDER BY count(*) DESC, section;
