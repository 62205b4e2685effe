-- name: begin_without_scan
-- A run without a scan: no file changed, none is gone.
CREATE OR REPLACE TEMP TABLE sightings (
    path VARCHAR, size BIGINT, mtime_ns BIGINT, ctime_ns BIGINT, inode UBIGINT, look VARCHAR
);
CREATE OR REPLACE TEMP TABLE absent (
    path VARCHAR, article_id VARCHAR, sha256 VARCHAR, status VARCHAR, missing_since TIMESTAMPTZ
);

-- name: list_withheld
-- Withheld files of an inbox that are worth another try, the one modified first at the head: those judged by another
-- parser or contract, those whose date has come since, those withheld for another file or version of their article that
-- is another by now, and, if $every, all. A file that is too large still is not. A day is one of UTC.
CREATE OR REPLACE TEMP TABLE replayable AS
WITH dated AS (  -- the latest date that was in the future; of a month its first day, of one printed otherwise
    -- the first day of its year
    SELECT
        run_id, path,
        max(coalesce(
            TRY_CAST(value AS DATE),
            TRY_CAST(value || '-01' AS DATE),
            TRY_CAST(nullif(regexp_extract(value, '\b\d{4}\b'), '') || '-01-01' AS DATE),
            DATE '-infinity'
        )) AS day
    FROM issues
    WHERE rule = 'date_in_future' AND inbox = $inbox AND (run_id, path) IN (SELECT (run_id, path) FROM quarantine)
    GROUP BY ALL
),
late AS (  -- withheld for what other files or versions say, and when that was judged
    SELECT
        withheld.inbox, withheld.path, withheld.article_id,
        greatest(files.last_read, coalesce(tried.started_at, files.last_read)) AS judged_at
    FROM quarantine AS withheld
    JOIN files ON files.inbox = withheld.inbox AND files.path = withheld.path
    LEFT JOIN runs AS tried ON tried.run_id = withheld.run_id
    WHERE withheld.inbox = $inbox
        AND list_has_any(withheld.rules, (SELECT list(rule) FROM rules WHERE stage IN ('batch', 'history')))
),
overtaken AS (  -- reading counts and replaying does not: two withheld files must not try each other for ever
    SELECT late.path
    FROM late
    JOIN files AS other USING (article_id)
    WHERE (other.inbox <> late.inbox OR other.path <> late.path)
        AND (other.last_read > late.judged_at OR other.missing_since > late.judged_at)
    UNION
    SELECT late.path
    FROM late
    JOIN articles USING (article_id)
    WHERE articles.version_created > late.judged_at
)
SELECT
    files.path, files.size, files.mtime_ns, files.ctime_ns, files.inode, files.sha256, files.article_id
FROM quarantine AS withheld
JOIN files ON files.inbox = withheld.inbox AND files.path = withheld.path
LEFT JOIN runs AS tried ON tried.run_id = withheld.run_id
LEFT JOIN dated ON dated.run_id = withheld.run_id AND dated.path = withheld.path
WHERE withheld.inbox = $inbox AND files.missing_since IS NULL
    AND NOT (list_contains(withheld.rules, 'too_large') AND files.size > $max_file_size)
    AND (
        $every
        OR tried.parser_version IS DISTINCT FROM $parser_version
        OR tried.contract_version IS DISTINCT FROM $contract_version
        OR list_contains(withheld.rules, 'too_large')
        OR withheld.path IN (SELECT path FROM overtaken)
        OR dated.day <= $today::DATE + 1 AND make_timestamp(epoch_us(tried.started_at))::DATE < $today::DATE
    )
    AND ($rule IS NULL OR list_contains(withheld.rules, $rule))
    AND ($path IS NULL OR withheld.path GLOB $path)
ORDER BY files.mtime_ns, files.path;

-- name: list_nothing_withheld
-- What list_withheld leaves when an inbox has nothing in quarantine, without a look at all its files.
CREATE OR REPLACE TEMP TABLE replayable AS
SELECT path, size, mtime_ns, ctime_ns, inode, sha256, article_id FROM files LIMIT 0;

-- name: stage_replay
-- What is replayed is as the ledger has it; files that a scan found changed or gone are not for replaying.
DELETE FROM replayable WHERE path IN (SELECT path FROM sightings);
INSERT INTO sightings SELECT path, size, mtime_ns, ctime_ns, inode, 'replayed' AS look FROM replayable;

-- name: read_replayable
-- The files to replay, the one modified first at the head, as a run reads them.
SELECT * FROM replayable ORDER BY mtime_ns, path;

-- name: reopen_withheld
-- Originals that are not kept cannot be replayed: the next reading of the inbox takes these files again.
UPDATE files SET mtime_ns = -1
WHERE inbox = $inbox AND path IN (SELECT path FROM unkept);

-- name: list_freed
-- What a replay let out of quarantine: in the ledger by this run, and not read by it.
SELECT files.inbox, files.path, files.article_id, files.sha256, files.status, files.duplicate_of
FROM files
JOIN runs USING (run_id)
WHERE files.run_id = $run_id AND files.last_read < runs.started_at AND files.status <> 'quarantined'
ORDER BY files.path;

-- name: list_inboxes_of_articles
-- The inboxes that articles came from.
SELECT DISTINCT inbox FROM articles ORDER BY inbox;

-- name: list_inboxes_of_quarantine
-- The inboxes that have files in quarantine.
SELECT DISTINCT inbox FROM quarantine ORDER BY inbox;
