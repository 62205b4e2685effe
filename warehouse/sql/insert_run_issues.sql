INSERT INTO issues BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, rule, severity, stage, $field AS field, $value AS value, $message AS message, remedy
FROM rules
WHERE rule = $rule;
