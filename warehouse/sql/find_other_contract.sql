-- Whether the rules in force are others than those that readers know.
SELECT contract_version FROM (SELECT contract_version FROM runs ORDER BY run_id DESC LIMIT 1)
EXCEPT
SELECT contract_version FROM (
    SELECT contract_version FROM runs WHERE published_at IS NOT NULL ORDER BY run_id DESC LIMIT 1
);
