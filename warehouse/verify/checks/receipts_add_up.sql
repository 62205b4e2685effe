-- The receipt of every run adds up, and every version was made by the run that counts it.
-- fault: a run counted what it did not do: keep a copy of the home and report it
WITH
made AS (SELECT run_id, count(*) AS versions FROM article_versions GROUP BY run_id),
sums AS (
    SELECT run_id, 'seen' AS name, seen AS stated,
        "new" + unchanged + touched + revised + moved + copied + returned + unsettled + ignored AS counted
    FROM runs
    WHERE state = 'completed'
    UNION ALL
    SELECT run_id, 'read', "read", loaded + quarantined + duplicates FROM runs
    UNION ALL
    SELECT run_id, 'loaded in article_versions', loaded + freed - freed_duplicates + renewed, coalesce(made.versions, 0)
    FROM runs
    LEFT JOIN made USING (run_id)
    UNION ALL
    SELECT run_id, 'replayed, at least', replayed, greatest(replayed, freed) FROM runs
    UNION ALL
    SELECT run_id, 'freed, at least', freed, greatest(freed, freed_duplicates) FROM runs
    UNION ALL
    SELECT run_id, 'reparsed, at least', reparsed, greatest(reparsed, renewed + retained) FROM runs
)
SELECT run_id, name, stated, counted FROM sums WHERE stated <> counted ORDER BY run_id, name;
