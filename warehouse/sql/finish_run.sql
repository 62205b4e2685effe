UPDATE runs SET
    state = 'completed', finished_at = $now,
    seen = $seen, unchanged = $unchanged, unsettled = $unsettled, ignored = $ignored,
    missing = (SELECT count(*) FROM files WHERE files.run_id = $run_id AND missing_since = $now AND moved_to IS NULL)
WHERE run_id = $run_id;
