-- name: insert_images
-- The pictures of the new versions.
INSERT INTO article_images BY NAME
SELECT incoming.article_id, incoming.version, images.* EXCLUDE (ordinal)
FROM images JOIN incoming USING (ordinal);

-- name: insert_spans
-- Where in its original each field of the new versions stands.
INSERT INTO spans BY NAME
SELECT incoming.article_id, incoming.version, spans_read.* EXCLUDE (ordinal)
FROM spans_read JOIN incoming USING (ordinal);

-- name: stage_versions
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

-- name: keep_superseded
-- Versions that another one replaces, whether stored before or replaced within the batch.
INSERT INTO article_history BY NAME
SELECT * FROM superseded
UNION ALL BY NAME
SELECT * FROM new_versions WHERE valid_to IS NOT NULL;

-- name: delete_superseded
-- Whole rows are deleted and inserted: updating a wide text column would rewrite all of it.
DELETE FROM articles WHERE article_id IN (SELECT article_id FROM incoming);

-- name: insert_articles
-- The current version of each article; those replaced within the batch went to the history.
INSERT INTO articles BY NAME
SELECT * EXCLUDE (valid_to) FROM new_versions WHERE valid_to IS NULL;

-- name: rename_articles
-- An article follows its file to the new path.
UPDATE articles SET path = classified.path
FROM classified
WHERE classified.class = 'moved' AND classified.outcome = 'duplicate' AND classified.held_by = articles.article_id
    AND articles.inbox = $inbox AND articles.path = classified.moved_from;

-- name: close_moved_files
-- The old path of a file that moved: it is missing, and the ledger says where it went.
UPDATE files SET missing_since = coalesce(files.missing_since, $now), moved_to = classified.path, run_id = $run_id
FROM classified
WHERE classified.moved_from IS NOT NULL AND files.inbox = $inbox AND files.path = classified.moved_from;

-- name: delete_files
-- The rows of the ledger that insert_files writes anew.
DELETE FROM files WHERE inbox = $inbox AND path IN (SELECT path FROM classified);

-- name: insert_files
-- The ledger's row of every file read. Replaying reads no file: last_read stays.
INSERT INTO files BY NAME
SELECT
    $inbox AS inbox, path, article_id, sha256, size, mtime_ns, ctime_ns, inode,
    CASE
        WHEN outcome <> 'duplicate' THEN outcome
        WHEN duplicate_of IS NULL THEN 'loaded'
        ELSE 'duplicate'
    END AS status,
    duplicate_of,
    coalesce(path_first_seen, $now) AS first_seen,
    CASE WHEN class = 'replayed' THEN path_last_read ELSE $now END AS last_read,
    $run_id AS run_id
FROM classified;

-- name: reopen_duplicates
-- A duplicate whose article got another text is a duplicate no longer: the next run reads it again.
UPDATE files SET mtime_ns = -1
FROM articles
WHERE files.status = 'duplicate' AND files.missing_since IS NULL
    AND files.duplicate_of IN (SELECT article_id FROM incoming)
    AND articles.article_id = files.duplicate_of AND articles.sha256 <> files.sha256;

-- name: insert_issues
-- What the parser and the checks of columns found; nothing of a file whose bytes are loaded already.
INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, verdicts.*, classified.sha256, classified.article_id, rules.remedy
FROM verdicts
LEFT JOIN classified USING (path)
LEFT JOIN rules USING (rule)
WHERE classified.outcome IS DISTINCT FROM 'duplicate'
ORDER BY classified.ordinal, verdicts.line_start, verdicts.rule;

-- name: insert_duplicate_issues
-- A copy of another article's file is marked, as it becomes no article of its own.
INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, classified.path, classified.sha256, classified.article_id,
    rules.rule, rules.severity, rules.stage, 'sha256' AS field, classified.held_by AS value,
    'The same bytes are loaded as article ' || held_by || '; they are kept once.' AS message, rules.remedy
FROM classified
JOIN rules ON rules.rule = 'duplicate_content' AND rules.severity <> 'off'
WHERE class = 'copied' AND outcome = 'duplicate' AND held_by <> classified.article_id;

-- name: insert_late_issues
-- What the other files and the stored versions tell.
INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, classified.path, classified.sha256, classified.article_id,
    late_verdicts.* EXCLUDE (ordinal)
FROM late_verdicts
JOIN classified USING (ordinal)
ORDER BY ordinal, rule;

-- name: stage_quarantine
-- What is withheld after this batch, remembering since when and how often it was tried.
CREATE OR REPLACE TEMP TABLE withheld AS
WITH failed AS (
    SELECT path, rule, message, line_start FROM verdicts WHERE severity = 'error'
    UNION ALL
    SELECT classified.path, rule, message, line_start
    FROM late_verdicts
    JOIN classified USING (ordinal)
    WHERE severity = 'error'
)
SELECT
    $inbox AS inbox, classified.path, any_value(classified.sha256) AS sha256, any_value(classified.article_id) AS article_id,
    list(DISTINCT failed.rule ORDER BY failed.rule) AS rules,
    min_by(failed.message, (failed.line_start, failed.rule)) AS reason,
    coalesce(any_value(before.first_seen), $now) AS first_seen,
    CAST(coalesce(any_value(before.attempts), 0) + 1 AS INTEGER) AS attempts,
    $run_id AS run_id
FROM classified
JOIN failed USING (path)
LEFT JOIN quarantine AS before
    ON before.inbox = $inbox AND before.path = coalesce(classified.moved_from, classified.path)
WHERE classified.outcome = 'quarantined'
GROUP BY classified.path;

-- name: release_quarantine
-- The quarantine's rows of all files read, also under the path they moved from; insert_quarantine writes them anew.
DELETE FROM quarantine
WHERE inbox = $inbox AND path IN (SELECT path FROM classified UNION ALL SELECT moved_from FROM classified WHERE moved_from IS NOT NULL);

-- name: insert_quarantine
-- The files of this batch that are quarantined.
INSERT INTO quarantine BY NAME SELECT * FROM withheld;

-- name: count_batch
-- The batch's part of the run's receipt.
UPDATE runs SET
    "new" = runs."new" + batch.new, touched = runs.touched + batch.touched, revised = runs.revised + batch.revised,
    moved = runs.moved + batch.moved, copied = runs.copied + batch.copied, returned = runs.returned + batch.returned,
    loaded = runs.loaded + batch.loaded, quarantined = runs.quarantined + batch.quarantined,
    duplicates = runs.duplicates + batch.duplicates,
    "read" = runs."read" + batch.read, bytes_read = runs.bytes_read + batch.bytes_read, batches = runs.batches + 1,
    characters = runs.characters + batch.characters, unclaimed = runs.unclaimed + batch.unclaimed,
    replayed = runs.replayed + batch.replayed, freed = runs.freed + batch.freed,
    freed_duplicates = runs.freed_duplicates + batch.freed_duplicates
FROM (
    SELECT
        count(*) FILTER (class = 'new') AS "new",
        count(*) FILTER (class = 'touched') AS touched,
        count(*) FILTER (class = 'revised') AS revised,
        count(*) FILTER (class = 'moved') AS moved,
        count(*) FILTER (class = 'copied') AS copied,
        count(*) FILTER (class = 'returned') AS returned,
        count(*) FILTER (class <> 'replayed' AND outcome = 'loaded') AS loaded,
        count(*) FILTER (class <> 'replayed' AND outcome = 'quarantined') AS quarantined,
        count(*) FILTER (class <> 'replayed' AND outcome = 'duplicate') AS duplicates,
        (SELECT count(*) FROM readings) - count(*) FILTER (class = 'replayed') AS "read",
        coalesce(sum(classified.size) FILTER (class <> 'replayed'), 0) AS bytes_read,
        coalesce(sum(readings.characters) FILTER (class <> 'replayed' AND outcome = 'loaded'), 0) AS characters,
        coalesce(sum(readings.unclaimed) FILTER (class <> 'replayed' AND outcome = 'loaded'), 0) AS unclaimed,
        count(*) FILTER (class = 'replayed') AS replayed,
        count(*) FILTER (class = 'replayed' AND outcome <> 'quarantined') AS freed,
        count(*) FILTER (class = 'replayed' AND outcome = 'duplicate') AS freed_duplicates
    FROM classified JOIN readings USING (ordinal)
) AS batch
WHERE runs.run_id = $run_id;
