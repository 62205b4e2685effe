-- What the bytes say of every file read (readings: a batch), and what becomes of it.
--   class    new, touched, revised, moved, copied, returned; replayed if the bytes are a withheld file's original
--   outcome  loaded (a new version), quarantined, or duplicate (an article holds these bytes already)
CREATE OR REPLACE TEMP TABLE classified AS
WITH
by_path AS (  -- what the ledger knows of the path
    SELECT
        readings.* REPLACE (
            readings.withheld
            OR ordinal IN (SELECT ordinal FROM late_verdicts WHERE severity = 'error') AS withheld
        ),
        sightings.look,
        files.article_id AS path_id,
        files.sha256 = readings.sha256 AS same_bytes,
        files.status AS path_status,
        files.duplicate_of AS path_duplicate_of,
        files.first_seen AS path_first_seen,
        files.last_read AS path_last_read,
        row_number() OVER (PARTITION BY readings.sha256, sightings.look = 'unknown' ORDER BY ordinal) AS nth_unknown
    FROM readings
    JOIN sightings USING (path)
    LEFT JOIN files ON files.inbox = $inbox AND files.path = readings.path AND files.moved_to IS NULL
),
vanished AS (  -- paths that are gone, to be matched one to one with unknown paths of the same bytes
    SELECT
        absent.path, absent.article_id, absent.status, files.duplicate_of, absent.sha256,
        row_number() OVER (PARTITION BY absent.sha256 ORDER BY absent.path) AS nth_unknown
    FROM absent
    JOIN files ON files.inbox = $inbox AND files.path = absent.path AND files.moved_to IS NULL
    WHERE absent.sha256 IN (SELECT sha256 FROM readings)
),
elsewhere AS (  -- the same bytes at a path of whatever inbox
    SELECT DISTINCT sha256
    FROM files
    WHERE sha256 IN (SELECT sha256 FROM readings) AND moved_to IS NULL
),
left_behind AS (  -- ids derived from a path that their article has left: not to be given again
    SELECT path, article_id
    FROM files
    WHERE inbox = $inbox AND moved_to IS NOT NULL AND path IN (SELECT path FROM readings)
),
known AS (  -- articles that a withheld file was to revise
    SELECT article_id FROM articles WHERE article_id IN (SELECT path_id FROM by_path WHERE look = 'replayed')
),
classes AS (
    SELECT
        by_path.*,
        vanished.path AS moved_from,
        CASE
            WHEN by_path.look = 'replayed' THEN 'replayed'
            WHEN by_path.look = 'missing' THEN 'returned'
            WHEN by_path.look = 'changed' AND by_path.same_bytes THEN 'touched'
            WHEN by_path.look = 'changed' THEN 'revised'
            WHEN vanished.path IS NOT NULL THEN 'moved'
            WHEN elsewhere.sha256 IS NOT NULL OR by_path.nth_unknown > 1 THEN 'copied'
            ELSE 'new'
        END AS class,
        coalesce(
            by_path.path_id,
            vanished.article_id,
            CASE WHEN by_path.id_derived AND left_behind.path IS NOT NULL THEN left(by_path.sha256, 16) END,
            by_path.own_id
        ) AS article_id,
        CASE  -- what became of these very bytes when the ledger saw them at this path, or at the one it moved from
            WHEN vanished.path IS NOT NULL THEN (vanished.status, vanished.duplicate_of)
            WHEN by_path.same_bytes THEN (by_path.path_status, by_path.path_duplicate_of)
        END AS before,
        by_path.look = 'changed' AND by_path.same_bytes IS FALSE  -- another text of an article that the path has
            OR known.article_id IS NOT NULL AS revises
    FROM by_path
    LEFT JOIN vanished ON by_path.look = 'unknown'
        AND vanished.sha256 = by_path.sha256 AND vanished.nth_unknown = by_path.nth_unknown
    LEFT JOIN elsewhere ON elsewhere.sha256 = by_path.sha256
    LEFT JOIN left_behind ON left_behind.path = by_path.path AND left_behind.article_id = by_path.own_id
    LEFT JOIN known ON by_path.look = 'replayed' AND known.article_id = by_path.path_id
),
current AS (  -- articles by the bytes that they hold now
    SELECT sha256, article_id FROM articles WHERE sha256 IN (SELECT sha256 FROM readings)
),
replaced AS (  -- articles that get another text in this batch
    SELECT article_id, sha256
    FROM classes
    WHERE NOT withheld AND (class = 'replayed' OR class IN ('new', 'copied', 'revised', 'returned') AND before IS NULL)
),
holders AS (  -- of each text the article that holds it, and goes on holding it after this batch
    SELECT current.sha256, min(current.article_id) AS holder
    FROM current
    WHERE current.article_id NOT IN (SELECT article_id FROM replaced WHERE replaced.sha256 <> current.sha256)
    GROUP BY current.sha256
),
held AS (
    SELECT
        classes.*,
        CASE
            WHEN own.article_id IS NOT NULL THEN own.article_id
            WHEN before[1] = 'loaded' THEN classes.article_id
            WHEN NOT revises THEN holders.holder
        END AS held_by
    FROM classes
    LEFT JOIN current AS own ON own.sha256 = classes.sha256 AND own.article_id = classes.article_id
    LEFT JOIN holders ON holders.sha256 = classes.sha256
),
led AS (  -- of several files with bytes that nobody holds the first one is loaded, a revision before a new file
    SELECT
        *,
        first_value(article_id) OVER same_text AS leader,
        row_number() OVER same_text AS place
    FROM held
    WINDOW same_text AS (
        PARTITION BY sha256, held_by IS NULL AND NOT withheld
        ORDER BY NOT revises, ordinal
    )
),
decided AS (
    SELECT
        * EXCLUDE (held_by),
        CASE
            WHEN held_by IS NOT NULL THEN held_by
            WHEN NOT withheld AND place > 1 AND NOT revises THEN leader
        END AS held_by
    FROM led
)
SELECT
    ordinal, path, size, mtime_ns, ctime_ns, inode, sha256, article_id, class, moved_from, held_by,
    CASE WHEN held_by IS NOT NULL THEN 'duplicate' WHEN withheld THEN 'quarantined' ELSE 'loaded' END AS outcome,
    CASE WHEN held_by <> article_id OR class = 'copied' THEN held_by END AS duplicate_of,
    path_first_seen, path_last_read
FROM decided;
