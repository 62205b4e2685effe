-- name: list_stored
-- Stored articles that were read by another parser or judged by another contract, or all ($every), and those whose
-- date was left out because it lay in the future.
SELECT inbox, path, sha256, article_id
FROM articles
WHERE ($inbox IS NULL OR inbox = $inbox)
    AND (
        $every OR parser_version <> $parser_version OR contract_version <> $contract_version
        OR list_contains(warnings, 'date_in_future')
    )
    AND ($rule IS NULL OR list_contains(warnings, $rule))
    AND ($since IS NULL OR version_created >= $since)
ORDER BY inbox, path;

-- name: stage_renewed
-- The versions that reparsed articles become: those only of which a value differs.
CREATE OR REPLACE TEMP TABLE incoming AS
SELECT
    readings.ordinal,
    stored.path,
    stored.sha256,
    stored.article_id,
    stored.version AS stored_version,
    stored.first_created,
    CAST(stored.version + 1 AS INTEGER) AS version,
    greatest($now, stored.version_created + INTERVAL 1 MICROSECOND) AS version_created,
    NULL::TIMESTAMPTZ AS valid_to
FROM changed
JOIN stored USING (article_id)
JOIN readings ON readings.own_id = stored.article_id
WHERE len(changed.changed_fields) > 0;

-- name: carry_marks
-- The marks that a new version keeps: a reparse looks at no other file and at no version before, so it can neither
-- confirm nor refute what only those tell. One row per text and rule, as it was told when the text was read.
INSERT INTO late_verdicts BY NAME
WITH marks AS (
    SELECT incoming.ordinal, stored.article_id, stored.sha256, stored.run_id, unnest(stored.warnings) AS rule
    FROM incoming
    JOIN stored USING (article_id)
)
SELECT
    marks.ordinal, rules.rule, 'warning' AS severity, rules.stage, issues.field, issues.value,
    coalesce(issues.message, rules.description) AS message, rules.remedy, issues.line_start, issues.line_end
FROM marks
JOIN rules ON rules.rule = marks.rule AND rules.stage IN ('batch', 'history') AND rules.severity <> 'off'
LEFT JOIN issues
    ON issues.run_id = marks.run_id AND issues.article_id = marks.article_id AND issues.sha256 = marks.sha256
    AND issues.rule = marks.rule;

-- name: insert_reparsed_issues
-- What was found in reparsed articles that got a new version, or that would be withheld.
INSERT INTO issues BY NAME
SELECT $run_id AS run_id, $inbox AS inbox, verdicts.*, readings.sha256, readings.own_id AS article_id, rules.remedy
FROM verdicts
JOIN readings USING (path)
LEFT JOIN rules USING (rule)
WHERE readings.withheld OR readings.ordinal IN (SELECT ordinal FROM incoming)
ORDER BY readings.ordinal, verdicts.line_start, verdicts.rule;

-- name: insert_carried_issues
-- The marks that new versions keep, under the run that made these.
INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, readings.path, readings.sha256, readings.own_id AS article_id,
    late_verdicts.* EXCLUDE (ordinal)
FROM late_verdicts
JOIN readings USING (ordinal)
ORDER BY ordinal, rule;

-- name: count_reparsed
-- The batch's part of a reparse's receipt.
UPDATE runs SET
    reparsed = runs.reparsed + (SELECT count(*) FROM readings),
    renewed = runs.renewed + (SELECT count(*) FROM incoming),
    retained = runs.retained + (SELECT count(*) FROM readings WHERE withheld),
    batches = runs.batches + 1
WHERE run_id = $run_id;

-- name: count_renewed
-- In how many articles of a reparse each field changed.
SELECT field, count(*) AS articles
FROM (SELECT unnest(changed_fields) AS field FROM article_versions WHERE run_id = $run_id)
GROUP BY field
ORDER BY articles DESC, field;

-- name: list_retained
-- Articles that a reparse would have to withhold, with the first of the reasons.
SELECT
    inbox, path, article_id, any_value(sha256) AS sha256,
    list(DISTINCT rule ORDER BY rule) AS rules,
    min_by(message, (line_start, rule)) AS reason
FROM issues
WHERE run_id = $run_id AND severity = 'error'
GROUP BY ALL
ORDER BY inbox, path;

-- name: reopen_unkept
-- Originals of loaded articles that are not kept, or damaged: the next reading of the inbox takes their files again.
UPDATE files SET mtime_ns = -1
WHERE inbox = $inbox AND list_contains($paths::VARCHAR[], path);
