SELECT count(*) > 0 FROM runs WHERE inbox = $inbox AND kind = 'ingest';
