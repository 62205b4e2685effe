INSERT INTO runs BY NAME
SELECT
    $run_id AS run_id, $inbox AS inbox, 'running' AS state, $started_at AS started_at,
    0 AS seen, 0 AS "new", 0 AS unchanged, 0 AS touched, 0 AS revised, 0 AS moved, 0 AS copied, 0 AS returned,
    0 AS unsettled, 0 AS ignored, 0 AS missing, 0 AS "read", 0 AS loaded, 0 AS quarantined, 0 AS duplicates,
    0 AS batches, 0 AS bytes_read, 0 AS characters, 0 AS unclaimed,
    $parser_version AS parser_version, $contract_version AS contract_version, $pid AS pid, $host AS host,
    $kind AS kind, 0 AS replayed, 0 AS freed, 0 AS freed_duplicates, 0 AS reparsed, 0 AS renewed, 0 AS retained;
