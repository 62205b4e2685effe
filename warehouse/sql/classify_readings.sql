-- What the bytes say of every file read (readings: a batch), and what becomes of it.
--   class    new, touched, revised, moved, copied, returned
--   outcome  loaded (a new version), quarantined, or duplicate (an article holds these bytes already)
CREATE OR REPLACE TEMP TABLE classified AS
WITH
by_path AS (  -- what the ledger knows of the path
    SELECT
        readings.*,
        files.article_id AS path_id,
        files.sha256 = readings.sha256 AS same_bytes,
        files.status AS path_status,
        files.duplicate_of AS path_duplicate_of,
        files.first_seen AS path_first_seen,
        sightings.look,
        row_number() OVER (PARTITION BY readings.sha256, sightings.look = 'unknown' ORDER BY ordinal) AS nth_unknown
    FROM readings
    JOIN sightings USING (path)
    LEFT JOIN files ON files.inbox = $inbox AND files.path = readings.path AND files.moved_to IS NULL
),
vanished AS (  -- paths that are gone, to be matched one to one with unknown paths of the same bytes
    SELECT
        absent.path, absent.article_id, absent.status, files.duplicate_of, files.first_seen, absent.sha256,
        row_number() OVER (PARTITION BY absent.sha256 ORDER BY absent.path) AS nth_unknown
    FROM absent
    JOIN files ON files.inbox = $inbox AND files.path = absent.path AND files.moved_to IS NULL
    WHERE absent.sha256 IN (SELECT sha256 FROM readings)
),
elsewhere AS (  -- the same bytes at a path that is there, of whatever inbox
    SELECT
        files.sha256,
        min_by(files.status, (files.status <> 'loaded', files.first_seen, files.path)) AS status,
        min_by(coalesce(files.duplicate_of, files.article_id), (files.status <> 'loaded', files.first_seen, files.path)) AS holder
    FROM files
    WHERE files.sha256 IN (SELECT sha256 FROM readings)
        AND files.moved_to IS NULL
    GROUP BY files.sha256
),
classes AS (
    SELECT
        by_path.*,
        vanished.path AS moved_from,
        vanished.article_id AS moved_id,
        vanished.status AS moved_status,
        vanished.duplicate_of AS moved_duplicate_of,
        elsewhere.status AS elsewhere_status,
        elsewhere.holder,
        CASE
            WHEN by_path.look = 'missing' THEN 'returned'
            WHEN by_path.look = 'changed' AND by_path.same_bytes THEN 'touched'
            WHEN by_path.look = 'changed' THEN 'revised'
            WHEN vanished.path IS NOT NULL THEN 'moved'
            WHEN elsewhere.sha256 IS NOT NULL OR by_path.nth_unknown > 1 THEN 'copied'
            ELSE 'new'
        END AS class
    FROM by_path
    LEFT JOIN vanished ON by_path.look = 'unknown'
        AND vanished.sha256 = by_path.sha256 AND vanished.nth_unknown = by_path.nth_unknown
    LEFT JOIN elsewhere ON elsewhere.sha256 = by_path.sha256
),
known AS (  -- the article that holds these bytes already, if one does
    SELECT
        *,
        coalesce(path_id, moved_id, own_id) AS article_id,
        CASE
            WHEN class IN ('touched', 'returned') AND same_bytes THEN
                CASE path_status WHEN 'loaded' THEN path_id WHEN 'duplicate' THEN path_duplicate_of END
            WHEN class = 'moved' THEN
                CASE moved_status WHEN 'loaded' THEN moved_id WHEN 'duplicate' THEN moved_duplicate_of END
            WHEN class = 'copied' AND elsewhere_status IN ('loaded', 'duplicate') THEN holder
        END AS held_by,
        first_value(struct_pack(id := coalesce(path_id, moved_id, own_id), withheld := withheld, class := class))
            OVER (PARTITION BY sha256 ORDER BY class <> 'new', ordinal) AS first_of_bytes
    FROM classes
),
decided AS (
    SELECT
        * EXCLUDE (held_by),
        CASE
            WHEN held_by IS NOT NULL THEN held_by
            WHEN class = 'copied' AND first_of_bytes.class = 'new' AND NOT first_of_bytes.withheld THEN first_of_bytes.id
        END AS held_by
    FROM known
)
SELECT
    ordinal, path, size, mtime_ns, ctime_ns, inode, sha256, article_id, own_id, class, moved_from, held_by,
    CASE WHEN held_by IS NOT NULL THEN 'duplicate' WHEN withheld THEN 'quarantined' ELSE 'loaded' END AS outcome,
    CASE WHEN held_by IS NULL OR held_by <> article_id OR class = 'copied' THEN held_by END AS duplicate_of,
    path_first_seen
FROM decided;
