-- One thing that is wrong with each of some inboxes, unless its rule is switched off.
CREATE OR REPLACE TEMP TABLE findings AS
SELECT rule, inbox, '' AS scope, severity, CAST(0 AS BIGINT) AS files, true AS fresh, message
FROM rules
CROSS JOIN (SELECT unnest(CAST($inboxes AS VARCHAR[])) AS inbox, unnest(CAST($messages AS VARCHAR[])) AS message)
WHERE rule = $rule AND severity <> 'off';
