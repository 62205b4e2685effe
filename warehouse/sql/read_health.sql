SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT max(published_on) FROM articles) AS newest_article,
    (SELECT max(version_created) FROM articles) AS last_loaded_at,
    (SELECT max(published_at) FROM runs) AS published_at,
    (SELECT count(*) FROM files WHERE missing_since IS NOT NULL AND moved_to IS NULL) AS missing,
    (SELECT count(*) FROM quarantine) AS withheld;
