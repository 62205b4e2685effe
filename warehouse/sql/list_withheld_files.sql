SELECT inbox, path, sha256, article_id, rules FROM quarantine ORDER BY inbox, path;
