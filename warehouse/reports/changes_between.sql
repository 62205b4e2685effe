-- title: Changes between two moments
-- question: What is new or different in the warehouse between two moments?
-- group: history
-- parameter: since TIMESTAMPTZ = 7d; The earlier moment.
-- parameter: until TIMESTAMPTZ = 0m; The later moment.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- example: wirehouse report changes_between --since 30d
-- note: What was loaded exactly at the earlier moment counts as there before. changed_fields compares the two
--   moments: a field that changed and changed back is not in it. NULL for a new article, empty if only the file
--   changed.
WITH before AS (FROM articles_as_of($since)),
after AS (FROM articles_as_of($until)),
pictures AS (
    SELECT article_id, version, list((position, caption, credit_line, photographer) ORDER BY position) AS images
    FROM article_images
    GROUP BY ALL
),
touched AS (
    SELECT versions.article_id, list_distinct(flatten(list(versions.changed_fields))) AS fields
    FROM article_versions AS versions
    WHERE versions.valid_from > $since AND versions.valid_from <= $until
    GROUP BY versions.article_id
)
SELECT
    CASE WHEN was.article_id IS NULL THEN 'new' ELSE 'changed' END AS change,
    now_.article_id,
    was.version AS version_before,
    now_.version AS version_after,
    CASE WHEN was.article_id IS NOT NULL THEN list_sort(list_filter(touched.fields, lambda field:
        CASE field
            WHEN 'images' THEN old.images IS DISTINCT FROM new.images
            ELSE json_extract(to_json(was), field) IS DISTINCT FROM json_extract(to_json(now_), field)
        END
    )) END AS changed_fields,
    now_.valid_from AS changed_at,
    now_.published_on,
    coalesce(now_.article_section, '(none)') AS section,
    now_.headline,
    now_.path
FROM after AS now_
JOIN touched USING (article_id)
LEFT JOIN before AS was ON was.article_id = now_.article_id
LEFT JOIN pictures AS old ON old.article_id = was.article_id AND old.version = was.version
LEFT JOIN pictures AS new ON new.article_id = now_.article_id AND new.version = now_.version
WHERE was.version IS DISTINCT FROM now_.version
  AND ($section IS NULL OR lower(coalesce(now_.article_section, '(none)')) = lower($section))
  AND ($inbox IS NULL OR now_.inbox = $inbox)
ORDER BY changed_at DESC, now_.article_id;
