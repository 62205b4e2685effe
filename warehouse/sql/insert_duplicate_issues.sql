INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, classified.path, classified.sha256, classified.article_id,
    'duplicate_content' AS rule, $severity AS severity, 'batch' AS stage,
    'sha256' AS field, classified.held_by AS value,
    'The same bytes are loaded as article ' || held_by || '; they are kept once.' AS message
FROM classified
WHERE $severity <> 'off' AND class = 'copied' AND outcome = 'duplicate' AND held_by <> classified.article_id;
