-- Every span lies inside the text of a version: a character takes a byte at least, and so does a line's end.
-- fault: wirehouse explain shows these articles wrongly; run: wirehouse reparse; else report it with the article
WITH
reaches AS (
    SELECT
        article_id, version, min(char_start) AS first, max(char_end) AS last, max(line_end) AS last_line,
        bool_or(char_start > char_end OR line_start > line_end OR line_start < 1) AS turned
    FROM spans
    GROUP BY ALL
),
texts AS (SELECT article_id, version, sha256 FROM article_versions),
sizes AS (SELECT sha256, any_value(size) AS size FROM kept.originals GROUP BY sha256)
SELECT reaches.article_id, reaches.version, reaches.first, reaches.last, reaches.last_line, sizes.size
FROM reaches
LEFT JOIN texts USING (article_id, version)
LEFT JOIN sizes USING (sha256)
WHERE texts.sha256 IS NULL OR reaches.turned OR reaches.first < 0
    OR reaches.last > sizes.size OR reaches.last_line > sizes.size + 1
ORDER BY reaches.article_id, reaches.version;
