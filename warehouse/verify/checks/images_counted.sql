-- Every version has as many images as it says, numbered from 1, and no image is of a version that there is not.
-- fault: run: wirehouse reparse; if that does not help, keep a copy of the home and report it
WITH images AS (
    SELECT article_id, version, count(*) AS images, min(position) AS first, max(position) AS last
    FROM article_images
    GROUP BY ALL
)
SELECT
    coalesce(v.article_id, images.article_id) AS article_id, coalesce(v.version, images.version) AS version,
    v.image_count, coalesce(images.images, 0) AS images
FROM (SELECT article_id, version, image_count FROM article_versions) AS v
FULL JOIN images ON images.article_id = v.article_id AND images.version = v.version
WHERE v.image_count IS DISTINCT FROM coalesce(images.images, 0) OR images.first <> 1 OR images.last <> images.images
ORDER BY ALL;
