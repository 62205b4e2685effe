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
