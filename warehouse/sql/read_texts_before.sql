SELECT * FROM texts_before WHERE list_contains($articles::VARCHAR[], article_id);
