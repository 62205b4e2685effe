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
