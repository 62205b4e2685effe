SELECT * FROM texts_after WHERE list_contains($articles::VARCHAR[], article_id);
