-- Stored articles that were read by another parser or judged by another contract, or all ($every), and those whose
-- date was left out because it lay in the future.
SELECT inbox, path, sha256, article_id
FROM articles
WHERE ($inbox IS NULL OR inbox = $inbox)
    AND (
        $every OR parser_version <> $parser_version OR contract_version <> $contract_version
        OR list_contains(warnings, 'date_in_future')
    )
    AND ($rule IS NULL OR list_contains(warnings, $rule))
    AND ($since IS NULL OR version_created >= $since)
ORDER BY inbox, path;
