-- Three files of each finding that is new, has changed, or is to be told again, as JSON: what the latest try of them found.
CREATE OR REPLACE TEMP TABLE examples AS
WITH
wanted AS (
    SELECT findings.rule, findings.scope, findings.severity
    FROM findings
    LEFT JOIN incidents
        ON incidents.state = 'open' AND incidents.opened_run IS NOT NULL AND incidents.inbox = findings.inbox
        AND incidents.rule = findings.rule AND incidents.scope = findings.scope
    WHERE findings.files > 0 AND (
        findings.fresh OR incidents.incident_id IS NULL OR incidents.files <> findings.files OR incidents.told_at <= $due
    )
),
failing AS (
    SELECT unnest(rules) AS rule, 'error' AS severity, regexp_extract(path, '^[^/]*/') AS scope, path, run_id, reason
    FROM quarantine
    WHERE inbox = $inbox
    UNION ALL
    SELECT DISTINCT rule, severity, regexp_extract(path, '^[^/]*/'), path, run_id, message
    FROM issues
    WHERE $reads AND run_id = $run_id AND severity = 'warning' AND stage <> 'run'
        AND list_contains(CAST($warnings AS VARCHAR[]), rule)
),
chosen AS (
    SELECT rule, severity, scope, path, any_value(run_id) AS run_id, min(reason) AS reason
    FROM failing
    SEMI JOIN wanted USING (rule, severity, scope)
    GROUP BY rule, severity, scope, path
    QUALIFY row_number() OVER (PARTITION BY rule, scope ORDER BY path) <= 3
),
told AS (
    SELECT
        chosen.rule, chosen.scope, chosen.path,
        min_by(
            {'value': issues.value, 'message': coalesce(issues.message, reason)},
            (coalesce(issues.line_start, 0), coalesce(issues.field, ''), issues.message)
        ) AS found,
        min(reason) AS reason
    FROM chosen
    LEFT JOIN issues
        ON issues.run_id = chosen.run_id AND issues.inbox = $inbox AND issues.path = chosen.path AND issues.rule = chosen.rule
    GROUP BY ALL
)
SELECT
    rule, scope,
    CAST(to_json(list(
        {'path': path, 'value': found.value, 'message': coalesce(found.message, reason)} ORDER BY path
    )) AS VARCHAR) AS examples
FROM told
GROUP BY rule, scope;
