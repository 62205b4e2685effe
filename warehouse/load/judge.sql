-- name: create_late_verdicts
-- What only the other files and the stored versions tell of a text; one row per text and rule.
CREATE OR REPLACE TEMP TABLE late_verdicts (
    ordinal BIGINT, rule VARCHAR, severity VARCHAR, stage VARCHAR, field VARCHAR, value VARCHAR, message VARCHAR,
    remedy VARCHAR, line_start INTEGER, line_end INTEGER
);

-- name: clear_late_verdicts
-- Those on texts that stay are found anew when another text was withheld meanwhile.
DELETE FROM late_verdicts
WHERE ordinal NOT IN (SELECT ordinal FROM late_verdicts WHERE severity = 'error');

-- name: classify_readings
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

-- name: assign_versions
-- The version that each loaded text becomes; several texts of one article in a batch become several versions.
-- A clock that was set back does not turn the order of versions around.
CREATE OR REPLACE TEMP TABLE incoming AS
WITH numbered AS (
    SELECT
        classified.ordinal,
        classified.path,
        classified.sha256,
        classified.article_id,
        articles.version AS stored_version,
        articles.first_created,
        row_number() OVER texts AS nth,
        greatest($now, articles.version_created + INTERVAL 1 MICROSECOND) AS base
    FROM classified
    LEFT JOIN articles USING (article_id)
    WHERE classified.outcome = 'loaded'
    WINDOW texts AS (PARTITION BY classified.article_id ORDER BY classified.ordinal)
),
timed AS (
    SELECT
        * EXCLUDE (base, first_created, nth),
        CAST(coalesce(stored_version, 0) + nth AS INTEGER) AS version,
        base + to_microseconds(nth - 1) AS version_created,
        coalesce(first_created, base) AS first_created
    FROM numbered
)
SELECT
    *,
    lead(version_created) OVER (PARTITION BY article_id ORDER BY version) AS valid_to
FROM timed;

-- name: clear_changed
-- Nothing has changed in a batch of new articles; find_changed_fields fills this otherwise.
CREATE OR REPLACE TEMP TABLE changed (article_id VARCHAR, version INTEGER, changed_fields VARCHAR[]);

-- name: find_superseded
-- The stored versions that this batch replaces, read once and by their row ids: the texts are the large part of
-- the database, and a join on the article's id would read all of them.
CREATE OR REPLACE TEMP TABLE superseded AS
WITH
replaced AS (
    SELECT article_id, min(version_created) AS valid_to
    FROM incoming
    WHERE stored_version IS NOT NULL
    GROUP BY article_id
),
stored AS (
    SELECT * FROM articles
    WHERE rowid IN (SELECT articles.rowid FROM articles JOIN replaced USING (article_id))
)
SELECT stored.*, replaced.valid_to
FROM stored
JOIN replaced USING (article_id);

-- name: compare_revised
-- For find_changed_fields: the versions that a batch brings, and the ones before them.
CREATE OR REPLACE TEMP VIEW texts_after AS
WITH
texts AS (
    SELECT incoming.article_id, incoming.version, records.* EXCLUDE (article_id)
    FROM incoming JOIN records USING (ordinal)
    WHERE incoming.article_id IN (SELECT article_id FROM incoming WHERE version > 1)
    UNION ALL BY NAME
    SELECT * EXCLUDE (valid_to) FROM superseded
),
pictures AS (
    SELECT incoming.article_id, incoming.version, list((caption, credit_line, photographer) ORDER BY position) AS images
    FROM images
    JOIN incoming USING (ordinal)
    WHERE incoming.article_id IN (SELECT article_id FROM incoming WHERE version > 1)
    GROUP BY ALL
    UNION ALL
    SELECT article_id, version, list((caption, credit_line, photographer) ORDER BY position)
    FROM article_images
    WHERE article_id IN (SELECT article_id FROM superseded)
    GROUP BY ALL
)
SELECT texts.*, pictures.images FROM texts LEFT JOIN pictures USING (article_id, version);

CREATE OR REPLACE TEMP VIEW texts_before AS
SELECT * REPLACE (version + 1 AS version) FROM texts_after
WHERE (article_id, version + 1) IN (SELECT (article_id, version) FROM incoming);

-- name: find_changed_fields
-- Which columns differ between two texts of one version's number (texts_before, texts_after). Counts are left out:
-- they follow from the text.
INSERT INTO changed
SELECT
    new.article_id,
    new.version,
    list_filter([
        CASE WHEN new.headline IS DISTINCT FROM old.headline THEN 'headline' END,
        CASE WHEN new.abstract IS DISTINCT FROM old.abstract THEN 'abstract' END,
        CASE WHEN new.article_section IS DISTINCT FROM old.article_section THEN 'article_section' END,
        CASE WHEN new.breadcrumb IS DISTINCT FROM old.breadcrumb THEN 'breadcrumb' END,
        CASE WHEN new.published_on IS DISTINCT FROM old.published_on THEN 'published_on' END,
        CASE WHEN new.date_published IS DISTINCT FROM old.date_published THEN 'date_published' END,
        CASE WHEN new.date_published_text IS DISTINCT FROM old.date_published_text THEN 'date_published_text' END,
        CASE WHEN new.published_precision IS DISTINCT FROM old.published_precision THEN 'published_precision' END,
        CASE WHEN new.tz_source IS DISTINCT FROM old.tz_source THEN 'tz_source' END,
        CASE WHEN new.source_date IS DISTINCT FROM old.source_date THEN 'source_date' END,
        CASE WHEN new.dateline IS DISTINCT FROM old.dateline THEN 'dateline' END,
        CASE WHEN new.located IS DISTINCT FROM old.located THEN 'located' END,
        CASE WHEN new.byline IS DISTINCT FROM old.byline THEN 'byline' END,
        CASE WHEN new.authors IS DISTINCT FROM old.authors THEN 'authors' END,
        CASE WHEN new.translators IS DISTINCT FROM old.translators THEN 'translators' END,
        CASE WHEN new.credit_line IS DISTINCT FROM old.credit_line THEN 'credit_line' END,
        CASE WHEN new.info_sources IS DISTINCT FROM old.info_sources THEN 'info_sources' END,
        CASE WHEN new.genre IS DISTINCT FROM old.genre THEN 'genre' END,
        CASE WHEN new.language IS DISTINCT FROM old.language THEN 'language' END,
        CASE WHEN new.article_body IS DISTINCT FROM old.article_body THEN 'article_body' END,
        CASE WHEN new.images IS DISTINCT FROM old.images THEN 'images' END
    ], lambda field: field IS NOT NULL) AS changed_fields
FROM texts_after AS new
JOIN texts_before AS old USING (article_id, version);

-- name: judge_ids
-- Texts whose article id another file has too, of whatever inbox: an earlier one of this batch, or one that the ledger
-- knows and that is still there. A file that is withheld has no version of the article.
INSERT INTO late_verdicts BY NAME
WITH
rule AS (SELECT * FROM rules WHERE rule = 'duplicate_id' AND severity <> 'off'),
loaded AS (SELECT ordinal, path, sha256, article_id FROM classified WHERE outcome = 'loaded'),
others AS (
    SELECT loaded.ordinal, $inbox AS inbox, other.path, other.ordinal AS nth
    FROM loaded
    JOIN classified AS other ON other.article_id = loaded.article_id AND other.ordinal < loaded.ordinal
    WHERE other.path <> loaded.path AND other.sha256 <> loaded.sha256 AND other.outcome <> 'quarantined'
    UNION ALL
    SELECT loaded.ordinal, files.inbox, files.path, -1
    FROM loaded
    JOIN files USING (article_id)
    WHERE files.sha256 <> loaded.sha256 AND files.missing_since IS NULL AND files.status <> 'quarantined'
        AND (
            files.inbox <> $inbox
            OR files.path <> loaded.path
            AND files.path NOT IN (SELECT path FROM classified) AND files.path NOT IN (SELECT path FROM absent)
        )
),
firsts AS (  -- of several the one that was there first
    SELECT ordinal, min_by({'inbox': inbox, 'path': path}, (nth, inbox, path)) AS other FROM others GROUP BY ordinal
)
SELECT
    loaded.ordinal, rule.rule, rule.severity, rule.stage, 'article_id' AS field, loaded.article_id AS value,
    'The file ' || other.path || CASE WHEN other.inbox <> $inbox THEN ' of the inbox ' || other.inbox ELSE '' END
        || ' has the same article id and another text; both are versions of one article.' AS message,
    rule.remedy
FROM firsts
JOIN loaded USING (ordinal)
CROSS JOIN rule;

-- name: judge_history
-- Texts that replace a version: edited without another date, or dated earlier than it.
-- A field is content if the reader sees it; those that are derived from others or written by the crawler are not.
INSERT INTO late_verdicts BY NAME
WITH
rule AS (SELECT * FROM rules WHERE stage = 'history' AND severity <> 'off'),
versions AS (
    SELECT
        incoming.article_id, incoming.version, incoming.ordinal, incoming.sha256,
        records.published_on, records.date_published, records.date_published_text
    FROM incoming
    JOIN records USING (ordinal)
    WHERE incoming.article_id IN (SELECT article_id FROM incoming WHERE version > 1)
    UNION ALL BY NAME
    SELECT article_id, version, sha256, published_on, date_published, date_published_text FROM superseded
),
pairs AS (
    SELECT
        new.ordinal,
        list_filter(changed.changed_fields, lambda name: list_contains(
            ['headline', 'abstract', 'dateline', 'byline', 'credit_line', 'article_body', 'images'], name
        )) AS content,
        CASE
            WHEN new.date_published IS NOT NULL AND old.date_published IS NOT NULL
                THEN new.date_published < old.date_published
            ELSE coalesce(new.published_on < old.published_on, false)
        END AS outdated,
        new.published_on IS NOT DISTINCT FROM old.published_on
            AND new.date_published IS NOT DISTINCT FROM old.date_published
            AND new.date_published_text IS NOT DISTINCT FROM old.date_published_text
            AND coalesce(new.date_published_text, CAST(new.published_on AS VARCHAR)) IS NOT NULL AS same_date,
        coalesce(new.date_published_text, CAST(new.published_on AS VARCHAR)) AS new_date,
        coalesce(old.date_published_text, CAST(old.published_on AS VARCHAR)) AS old_date
    FROM versions AS new
    JOIN versions AS old ON old.article_id = new.article_id AND old.version = new.version - 1
    LEFT JOIN changed ON changed.article_id = new.article_id AND changed.version = new.version
    WHERE new.ordinal IS NOT NULL AND new.sha256 <> old.sha256
),
found AS (
    SELECT
        ordinal, 'silent_edit' AS rule, content[1] AS field, array_to_string(content, ', ') AS value,
        'The text changed (' || array_to_string(content, ', ') || '), but its date is still ' || new_date || '.' AS message
    FROM pairs
    WHERE same_date AND len(content) > 0
    UNION ALL
    SELECT
        ordinal, 'version_outdated', 'published_on', new_date,
        'The text is of ' || new_date || ', the version that it would replace of ' || old_date || '.'
    FROM pairs
    WHERE outdated
),
places AS (
    SELECT found.ordinal, found.rule, min(spans_read.line_start) AS line_start, max(spans_read.line_end) AS line_end
    FROM found
    JOIN spans_read ON spans_read.ordinal = found.ordinal AND (
        spans_read.field = found.field OR starts_with(spans_read.field, found.field || '.')
        OR (found.field = 'published_on' AND spans_read.field IN ('date_published', 'source_date'))
    )
    GROUP BY ALL
)
SELECT found.*, rule.severity, rule.stage, rule.remedy, places.line_start, places.line_end
FROM found
JOIN rule USING (rule)
LEFT JOIN places ON places.ordinal = found.ordinal AND places.rule = found.rule;
