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
