UPDATE runs SET state = 'failed', finished_at = $now, error = $error WHERE run_id = $run_id;
