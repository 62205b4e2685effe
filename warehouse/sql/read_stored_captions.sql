SELECT incoming.ordinal, article_images.caption
FROM article_images
JOIN incoming USING (article_id, version)
ORDER BY incoming.ordinal, article_images.position;
