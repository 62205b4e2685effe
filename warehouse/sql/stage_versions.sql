-- The rows of the new versions as the tables will have them.
CREATE OR REPLACE TEMP VIEW new_versions AS
SELECT
    records.* EXCLUDE (ordinal, article_id) REPLACE (
        CASE WHEN late.marks IS NULL THEN records.warnings ELSE list_sort(records.warnings || late.marks) END AS warnings
    ),
    incoming.article_id,
    incoming.version,
    'usable' AS pub_status,
    run.inbox,
    incoming.path,
    incoming.sha256,
    incoming.first_created,
    incoming.version_created,
    changed.changed_fields,
    run.run_id,
    run.parser_version,
    run.contract_version,
    incoming.valid_to
FROM records
JOIN incoming USING (ordinal)
LEFT JOIN changed ON changed.article_id = incoming.article_id AND changed.version = incoming.version
LEFT JOIN (
    SELECT ordinal, list(rule) AS marks FROM late_verdicts WHERE severity = 'warning' GROUP BY ordinal
) AS late USING (ordinal)
CROSS JOIN (SELECT run_id, inbox, parser_version, contract_version FROM runs WHERE run_id = getvariable('run_id')) AS run;
