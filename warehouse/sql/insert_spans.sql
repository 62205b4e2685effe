INSERT INTO spans BY NAME
SELECT incoming.article_id, incoming.version, spans_read.* EXCLUDE (ordinal)
FROM spans_read JOIN incoming USING (ordinal);
