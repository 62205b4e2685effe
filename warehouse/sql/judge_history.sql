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
