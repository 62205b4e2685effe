-- name: find_incident_work
-- Whether there is anything to judge: a file withheld, an incident that is open, or something that the run itself found.
SELECT EXISTS (FROM quarantine WHERE inbox = $inbox) OR EXISTS (FROM incidents WHERE state = 'open')
    OR EXISTS (FROM issues WHERE run_id = $run_id AND (stage = 'run' OR list_contains(CAST($warnings AS VARCHAR[]), rule)));

-- name: stage_findings
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

-- name: stage_finding
-- One thing that is wrong with each of some inboxes, unless its rule is switched off.
CREATE OR REPLACE TEMP TABLE findings AS
SELECT rule, inbox, '' AS scope, severity, CAST(0 AS BIGINT) AS files, true AS fresh, message
FROM rules
CROSS JOIN (SELECT unnest(CAST($inboxes AS VARCHAR[])) AS inbox, unnest(CAST($messages AS VARCHAR[])) AS message)
WHERE rule = $rule AND severity <> 'off';

-- name: find_ended
-- The incidents that are over, and why. What a run did not look at is not over; what no run wrote is not for it to end.
WITH
read AS (
    SELECT DISTINCT regexp_extract(path, '^[^/]*/') AS scope FROM articles WHERE $reads AND inbox = $inbox AND run_id = $run_id
),
judged AS (
    SELECT
        incident_id,
        CASE
            WHEN in_force.severity = 'off' OR in_force.rule IS NULL THEN 'The rule is switched off.'
            WHEN incidents.inbox <> $inbox OR findings.rule IS NOT NULL THEN NULL
            WHEN incidents.rule IN ('run_failed', 'run_crashed', 'receipt_mismatch') THEN
                CASE WHEN $completed AND (
                    $kind = 'ingest' OR $kind = (SELECT any_value(runs.kind) FROM runs WHERE runs.run_id = incidents.last_run)
                ) THEN 'A run was completed.' END
            WHEN incidents.rule = 'not_published' THEN NULL  -- the publishing ends it
            WHEN in_force.stage = 'run' THEN CASE WHEN $checked THEN 'It is found no longer.' END
            WHEN incidents.severity = 'error' THEN 'No file is withheld by it any more.'
            WHEN NOT list_contains(CAST($warnings AS VARCHAR[]), incidents.rule) THEN 'It is not watched any more.'
            WHEN incidents.scope IN (SELECT scope FROM read) THEN 'The files that were read since do not have it.'
        END AS reason
    FROM incidents
    LEFT JOIN rules AS in_force ON in_force.rule = incidents.rule
    LEFT JOIN findings
        ON findings.inbox = incidents.inbox AND findings.rule = incidents.rule AND findings.scope = incidents.scope
    WHERE incidents.state = 'open' AND incidents.opened_run IS NOT NULL
)
SELECT DISTINCT incident_id, reason FROM judged WHERE reason IS NOT NULL;

-- name: find_unpublished_ended
-- What is over once readers have everything.
SELECT incident_id, 'It is published.' AS reason FROM incidents WHERE rule = 'not_published' AND state = 'open';

-- name: resolve_incidents
-- Incidents that are over; RETURNING gives the rows for their events.
UPDATE incidents SET state = 'resolved', resolved_at = $now, resolved_run = $run_id
WHERE incident_id IN (SELECT unnest(CAST($ids AS VARCHAR[])))
RETURNING *;

-- name: stage_examples
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

-- name: count_incidents
-- Those that last.
UPDATE incidents SET
    last_seen_at = $now, last_run = $run_id, runs = runs + 1, severity = found.severity, files = found.files,
    most_files = greatest(most_files, found.files), message = found.message,
    examples = coalesce(found.examples, incidents.examples)
FROM (SELECT findings.*, examples.examples FROM findings LEFT JOIN examples USING (rule, scope)) AS found
WHERE incidents.state = 'open' AND incidents.opened_run IS NOT NULL
    AND incidents.inbox = found.inbox AND incidents.rule = found.rule AND incidents.scope = found.scope;

-- name: open_incidents
-- Those that are new; several of a rule that one run opens are numbered.
INSERT INTO incidents BY NAME
SELECT
    $stamp || '-' || rule || '-' || right($run_id, 4)
        || CASE row_number() OVER of_rule WHEN 1 THEN '' ELSE '.' || row_number() OVER of_rule END AS incident_id,
    rule, severity, inbox, scope, 'open' AS state, $now AS opened_at, $run_id AS opened_run, $now AS last_seen_at,
    $run_id AS last_run, 1 AS runs, files, files AS most_files, message, coalesce(examples, '[]') AS examples,
    $now AS told_at, 0 AS reminders
FROM findings
LEFT JOIN examples USING (rule, scope)
WHERE (rule, inbox, scope) NOT IN (
    SELECT (rule, inbox, scope) FROM incidents WHERE state = 'open' AND opened_run IS NOT NULL
)
WINDOW of_rule AS (PARTITION BY rule ORDER BY inbox, scope)
RETURNING *;

-- name: acknowledge_incidents
-- Keep which open incidents are acknowledged, and until when; of all others that is cleared.
UPDATE incidents SET acknowledged_until = known.until
FROM (
    SELECT incident_id, until
    FROM incidents
    LEFT JOIN (
        SELECT unnest(CAST($ids AS VARCHAR[])) AS incident_id, unnest(CAST($until AS TIMESTAMPTZ[])) AS until
    ) USING (incident_id)
    WHERE state = 'open' AND opened_run IS NOT NULL
) AS known
WHERE incidents.incident_id = known.incident_id AND incidents.acknowledged_until IS DISTINCT FROM known.until;

-- name: remind_incidents
-- Open incidents that were last notified long ago and are not acknowledged: they are due for a reminder.
UPDATE incidents SET told_at = $now, reminders = reminders + 1
WHERE state = 'open' AND opened_run IS NOT NULL AND inbox IN ($inbox, '') AND told_at <= $due
    AND (acknowledged_until IS NULL OR acknowledged_until <= $now)
RETURNING *;

-- name: list_open_incidents
-- The open incidents, the gravest and oldest first.
SELECT
    incident_id, rule, severity, inbox, scope, opened_at, last_seen_at, runs, files, message, examples, reminders,
    acknowledged_until
FROM incidents
WHERE state = 'open'
ORDER BY severity, opened_at, inbox, rule, scope;
