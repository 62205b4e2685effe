-- name: begin_run
-- The row of a run: all counts are 0, and batches add to them.
INSERT INTO runs BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, 'running' AS state, $started_at AS started_at,
    0 AS seen, 0 AS "new", 0 AS unchanged, 0 AS touched, 0 AS revised, 0 AS moved, 0 AS copied, 0 AS returned,
    0 AS unsettled, 0 AS ignored, 0 AS missing, 0 AS "read", 0 AS loaded, 0 AS quarantined, 0 AS duplicates,
    0 AS batches, 0 AS bytes_read, 0 AS characters, 0 AS unclaimed,
    $parser_version AS parser_version, $contract_version AS contract_version, $pid AS pid, $host AS host,
    $kind AS kind, 0 AS replayed, 0 AS freed, 0 AS freed_duplicates, 0 AS reparsed, 0 AS renewed, 0 AS retained;

-- name: mark_missing
-- Files that the scan did not find are missing from now on.
UPDATE files SET missing_since = $now, run_id = $run_id
FROM absent
WHERE files.inbox = $inbox AND files.path = absent.path AND files.missing_since IS NULL AND files.moved_to IS NULL;

-- name: release_missing
-- A file that is gone is withheld no longer.
DELETE FROM quarantine
WHERE inbox = $inbox AND path IN (
    SELECT path FROM files WHERE files.inbox = $inbox AND missing_since IS NOT NULL
);

-- name: finish_run
-- The end of a run, with the counts that the scan and the ledger have; those of batches are there.
UPDATE runs SET
    state = 'completed', finished_at = $now,
    seen = $seen, unchanged = $unchanged, unsettled = $unsettled, ignored = $ignored,
    missing = (SELECT count(*) FROM files WHERE files.run_id = $run_id AND missing_since = $now AND moved_to IS NULL)
WHERE run_id = $run_id;

-- name: check_receipt
-- The two sums of the receipt, and whether the ledger agrees with what was read; one row per sum that fails.
WITH run AS (SELECT * FROM runs WHERE run_id = $run_id),
sums AS (
    SELECT 'seen' AS name, seen AS stated,
        "new" + unchanged + touched + revised + moved + copied + returned + unsettled + ignored AS counted
    FROM run
    UNION ALL
    SELECT 'read', "read", loaded + quarantined + duplicates FROM run
    UNION ALL
    SELECT 'read by the reader', $read_stated, "read" FROM run
    UNION ALL
    SELECT 'read in files', "read",
        (SELECT count(*) FROM files WHERE inbox = run.inbox AND files.run_id = $run_id AND missing_since IS NULL) - replayed
    FROM run
    UNION ALL
    SELECT 'replayed', $replayed_stated, replayed FROM run
    UNION ALL
    SELECT 'replayed in files', replayed,
        freed + (SELECT count(*) FROM quarantine WHERE quarantine.run_id = $run_id) - quarantined
    FROM run
    UNION ALL
    SELECT 'reparsed', $reparsed_stated, reparsed FROM run
    UNION ALL
    SELECT 'loaded in article_versions', loaded + freed - freed_duplicates + renewed,
        (SELECT count(*) FROM article_versions AS v WHERE v.run_id = $run_id)
    FROM run
)
SELECT name, stated, counted FROM sums WHERE stated IS DISTINCT FROM counted;

-- name: check_keys
-- Every key is there once, which no index sees to, and the search knows every article as it is now. A row per fault.
-- fault: the loader's database is damaged: keep a copy of the home and report it
WITH sums(name, stated, counted) AS (
    SELECT 'articles, each once', count(*), count(DISTINCT article_id) FROM articles
    UNION ALL
    SELECT 'article_images, each once', count(*), count(DISTINCT (article_id, version, position)) FROM article_images
    UNION ALL
    SELECT 'files, each once', count(*), count(DISTINCT (inbox, path)) FROM files
    UNION ALL
    SELECT 'quarantine, each once', count(*), count(DISTINCT (inbox, path)) FROM quarantine
    UNION ALL
    SELECT 'runs, each once', count(*), count(DISTINCT run_id) FROM runs
    UNION ALL
    SELECT 'run_steps, each once', count(*), count(DISTINCT (run_id, step)) FROM run_steps
    UNION ALL
    SELECT 'search_documents, each once', count(*), count(DISTINCT article_id) FROM search_documents
    UNION ALL
    SELECT 'search_terms, each once', count(*), count(DISTINCT term) FROM search_terms
    UNION ALL
    SELECT 'articles in search_documents', count(*), count(search_documents.document_id)
    FROM articles LEFT JOIN search_documents USING (article_id, version)
    UNION ALL
    SELECT 'rules, each once', count(*), count(DISTINCT rule) FROM rules
    UNION ALL
    SELECT 'incidents, each once', count(*), count(DISTINCT incident_id) FROM incidents
    UNION ALL
    SELECT 'alerts, each once', count(*), count(DISTINCT alert_id) FROM alerts
    UNION ALL
    SELECT 'outbox, each once', count(*), count(DISTINCT key) FROM outbox
)
SELECT name, stated, counted FROM sums WHERE stated <> counted;

-- name: fail_run
-- The end of a run that failed; the counts of its batches stay.
UPDATE runs SET state = 'failed', finished_at = $now, error = $error WHERE run_id = $run_id;
