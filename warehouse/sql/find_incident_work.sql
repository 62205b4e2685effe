-- Whether there is anything to judge: a file withheld, an incident that is open, or something that the run itself found.
SELECT EXISTS (FROM quarantine WHERE inbox = $inbox) OR EXISTS (FROM incidents WHERE state = 'open')
    OR EXISTS (FROM issues WHERE run_id = $run_id AND (stage = 'run' OR list_contains(CAST($warnings AS VARCHAR[]), rule)));
