-- title: Silent edits
-- question: Which texts changed although the publisher's date did not, and what stood there before and after?
-- group: history
-- parameter: since TIMESTAMPTZ = NULL; Seen at this moment or later.
-- parameter: until TIMESTAMPTZ = NULL; Seen before this moment.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report silent_edits --since 90d --section Economy
-- note: One row per changed field. Of a body the paragraphs that only one of the two versions has; empty if
--   paragraphs only moved or went. All of it: wirehouse diff ARTICLE. Versions that a new parser made of the same
--   bytes are no edits.
WITH edits AS (
    SELECT now_.article_id, now_.version, now_.valid_from, now_.path, unnest(now_.changed_fields) AS field, now_, was
    FROM article_versions AS now_
    JOIN article_versions AS was ON was.article_id = now_.article_id AND was.version = now_.version - 1
    WHERE len(now_.changed_fields) > 0
      AND was.source_date IS NOT DISTINCT FROM now_.source_date
      AND was.date_published_text IS NOT DISTINCT FROM now_.date_published_text
      AND was.published_on IS NOT DISTINCT FROM now_.published_on
      AND was.date_published IS NOT DISTINCT FROM now_.date_published
      AND was.sha256 <> now_.sha256
      AND ($since IS NULL OR now_.valid_from >= $since)
      AND ($until IS NULL OR now_.valid_from < $until)
      AND ($section IS NULL OR lower(coalesce(now_.article_section, '(none)')) = lower($section))
      AND ($inbox IS NULL OR now_.inbox = $inbox)
),
captions AS (
    SELECT
        article_id,
        version,
        string_agg(coalesce(caption, '') || coalesce(' — ' || credit_line, ''), chr(10) ORDER BY position) AS said
    FROM article_images
    GROUP BY ALL
)
SELECT
    edits.article_id,
    edits.version,
    edits.valid_from AS seen_at,
    edits.field,
    CASE edits.field
        WHEN 'article_body' THEN array_to_string(list_filter(
            string_split(was.article_body, chr(10) || chr(10)),
            lambda paragraph: NOT list_contains(string_split(now_.article_body, chr(10) || chr(10)), paragraph)
        ), chr(10) || chr(10))
        WHEN 'images' THEN old.said
        ELSE json_extract_string(to_json(was), edits.field)
    END AS before,
    CASE edits.field
        WHEN 'article_body' THEN array_to_string(list_filter(
            string_split(now_.article_body, chr(10) || chr(10)),
            lambda paragraph: NOT list_contains(string_split(was.article_body, chr(10) || chr(10)), paragraph)
        ), chr(10) || chr(10))
        WHEN 'images' THEN new.said
        ELSE json_extract_string(to_json(now_), edits.field)
    END AS after,
    edits.path
FROM edits
LEFT JOIN captions AS old ON old.article_id = edits.article_id AND old.version = edits.version - 1
LEFT JOIN captions AS new ON new.article_id = edits.article_id AND new.version = edits.version
ORDER BY seen_at DESC, edits.article_id, edits.version DESC, edits.field;
