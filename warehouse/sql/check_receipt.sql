-- The two sums of the receipt, whether the ledger agrees with what was read, and whether every key is there once;
-- one row per sum that fails.
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
    UNION ALL
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
    SELECT 'rules, each once', count(*), count(DISTINCT rule) FROM rules
)
SELECT name, stated, counted FROM sums WHERE stated IS DISTINCT FROM counted;
