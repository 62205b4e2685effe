-- Withheld files of an inbox that are worth another try, the one modified first at the head: those judged by another
-- parser or contract, those whose date has come since, and, if $every, all. A file that is too large still is not.
CREATE OR REPLACE TEMP TABLE replayable AS
WITH dated AS (  -- the latest date that was in the future; of a month its first day, of one printed otherwise
    -- the first day of its year
    SELECT
        run_id, path,
        max(coalesce(
            TRY_CAST(value AS DATE),
            TRY_CAST(value || '-01' AS DATE),
            TRY_CAST(nullif(regexp_extract(value, '\b\d{4}\b'), '') || '-01-01' AS DATE),
            DATE '-infinity'
        )) AS day
    FROM issues
    WHERE rule = 'date_in_future' AND inbox = $inbox AND (run_id, path) IN (SELECT (run_id, path) FROM quarantine)
    GROUP BY ALL
)
SELECT
    files.path, files.size, files.mtime_ns, files.ctime_ns, files.inode, files.sha256, files.article_id
FROM quarantine AS withheld
JOIN files ON files.inbox = withheld.inbox AND files.path = withheld.path
LEFT JOIN runs AS tried ON tried.run_id = withheld.run_id
LEFT JOIN dated ON dated.run_id = withheld.run_id AND dated.path = withheld.path
WHERE withheld.inbox = $inbox AND files.missing_since IS NULL
    AND NOT (list_contains(withheld.rules, 'too_large') AND files.size > $max_file_size)
    AND (
        $every
        OR tried.parser_version IS DISTINCT FROM $parser_version
        OR tried.contract_version IS DISTINCT FROM $contract_version
        OR list_contains(withheld.rules, 'too_large')
        OR dated.day <= $today::DATE + 1 AND tried.started_at::DATE < $today::DATE
    )
    AND ($rule IS NULL OR list_contains(withheld.rules, $rule))
    AND ($path IS NULL OR withheld.path GLOB $path)
ORDER BY files.mtime_ns, files.path;
