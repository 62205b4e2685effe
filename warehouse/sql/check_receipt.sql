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
