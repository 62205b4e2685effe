INSERT INTO article_images BY NAME
SELECT incoming.article_id, incoming.version, images.* EXCLUDE (ordinal)
FROM images JOIN incoming USING (ordinal);
