INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, classified.path, classified.sha256, classified.article_id,
    rules.rule, rules.severity, rules.stage, 'sha256' AS field, classified.held_by AS value,
    'The same bytes are loaded as article ' || held_by || '; they are kept once.' AS message, rules.remedy
FROM classified
JOIN rules ON rules.rule = 'duplicate_content' AND rules.severity <> 'off'
WHERE class = 'copied' AND outcome = 'duplicate' AND held_by <> classified.article_id;
