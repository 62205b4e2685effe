-- name: find_articles
-- The current versions of the articles with this id, path or file name; of an id there is one.
SELECT * FROM articles
WHERE article_id = lower($name)
   OR NOT EXISTS (FROM articles WHERE article_id = lower($name)) AND (path = $name OR ends_with(path, '/' || $name))
ORDER BY inbox, path;

-- name: find_file
-- What became of the files with this article id, path or file name that hold no article of their own.
SELECT inbox, path, article_id, status, duplicate_of FROM files
WHERE (article_id = lower($name) OR path = $name OR ends_with(path, '/' || $name)) AND status <> 'loaded'
ORDER BY inbox, path
LIMIT 3;

-- name: find_near_articles
-- Articles whose id begins as the word does, or differs from it in a letter or two.
SELECT article_id, path, headline FROM articles
WHERE (length($name) >= 4 AND starts_with(article_id, lower($name)))
   OR levenshtein(article_id, lower($name)) <= 2
ORDER BY levenshtein(article_id, lower($name)), article_id
LIMIT 3;

-- name: read_spans
-- The spans of one version, in the order of the text.
SELECT position, field, char_start, char_end, line_start, line_end
FROM spans
WHERE article_id = $article_id AND version = $version
ORDER BY position;

-- name: list_versions
-- The versions of an article, the oldest first, each with the time in which it was current.
SELECT version, valid_from, valid_to, run_id, path
FROM article_versions
WHERE article_id = $article_id
ORDER BY version;

-- name: read_version
-- What the text of one version says: the columns that a new text can change, and its pictures.
SELECT
    article_versions.* EXCLUDE (
        article_id, version, paragraph_count, word_count, char_count, image_count, warnings, pub_status, inbox, path,
        sha256, first_created, version_created, changed_fields, run_id, parser_version, contract_version, valid_from,
        valid_to
    ),
    (
        SELECT list({caption: caption, credit_line: credit_line, photographer: photographer} ORDER BY position)
        FROM article_images
        WHERE article_id = $article_id AND version = $version
    ) AS images
FROM article_versions
WHERE article_id = $article_id AND version = $version;
