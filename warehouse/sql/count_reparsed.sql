-- The batch's part of a reparse's receipt.
UPDATE runs SET
    reparsed = runs.reparsed + (SELECT count(*) FROM readings),
    renewed = runs.renewed + (SELECT count(*) FROM incoming),
    retained = runs.retained + (SELECT count(*) FROM readings WHERE withheld),
    batches = runs.batches + 1
WHERE run_id = $run_id;
