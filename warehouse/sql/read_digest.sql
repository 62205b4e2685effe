-- How much there is, and what was done with withheld files in a period.
SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT max(published_on) FROM articles) AS newest_article,
    (SELECT count(*) FROM quarantine) AS withheld,
    (SELECT count(*) FROM quarantine WHERE first_seen >= $since AND first_seen < $until) AS newly_withheld,
    (SELECT coalesce(sum(freed), 0)::BIGINT FROM runs WHERE started_at >= $since AND started_at < $until) AS freed;
