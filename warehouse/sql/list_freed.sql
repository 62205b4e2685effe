-- What a replay let out of quarantine: in the ledger by this run, and not read by it.
SELECT files.inbox, files.path, files.article_id, files.sha256, files.status, files.duplicate_of
FROM files
JOIN runs USING (run_id)
WHERE files.run_id = $run_id AND files.last_read < runs.started_at AND files.status <> 'quarantined'
ORDER BY files.path;
