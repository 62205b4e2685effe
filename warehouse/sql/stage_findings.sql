-- What is wrong as the run leaves it, one row per rule and part of the inbox: the files that are withheld, what a run
-- found that was checked as a whole, warnings in the files that it read (of those rules that are asked for), and its fault.
CREATE OR REPLACE TEMP TABLE findings AS
WITH
withheld AS (
    SELECT unnest(rules) AS rule, regexp_extract(path, '^[^/]*/') AS scope, run_id = $run_id AS fresh
    FROM quarantine
    WHERE inbox = $inbox
),
marked AS (
    SELECT rule, regexp_extract(path, '^[^/]*/') AS scope, count(DISTINCT path) AS files
    FROM issues
    WHERE $reads AND run_id = $run_id AND severity = 'warning' AND stage <> 'run'
        AND list_contains(CAST($warnings AS VARCHAR[]), rule)
    GROUP BY ALL
),
odd AS (
    SELECT
        rule, any_value(severity) AS severity,
        CASE rule WHEN 'completeness_drift' THEN coalesce(field, '') ELSE '' END AS scope,
        string_agg(message, ' ' ORDER BY message) AS message
    FROM issues
    WHERE $checked AND run_id = $run_id AND stage = 'run'
    GROUP BY ALL
),
every AS (
    SELECT
        rule, 'error' AS severity, scope, count(*) AS files, bool_or(fresh) AS fresh,
        CASE count(*) WHEN 1 THEN '1 file is withheld.' ELSE count(*) || ' files are withheld.' END AS message
    FROM withheld
    GROUP BY ALL
    UNION ALL
    SELECT
        rule, 'warning', scope, files, true,
        CASE files WHEN 1 THEN 'It is in 1 file that was read.' ELSE 'It is in ' || files || ' files that were read.' END
    FROM marked
    UNION ALL
    SELECT rule, severity, scope, 0, true, message FROM odd
    UNION ALL
    SELECT rule, severity, '', 0, true, $message FROM rules WHERE rule = $fault AND severity <> 'off'
)
SELECT
    rule, $inbox AS inbox, scope, min(severity) AS severity, CAST(sum(files) AS BIGINT) AS files, bool_or(fresh) AS fresh,
    string_agg(message, ' ' ORDER BY severity) AS message
FROM every
GROUP BY ALL;
