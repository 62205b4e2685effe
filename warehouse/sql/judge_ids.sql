-- Texts whose article id another file has too: an earlier one of this batch, or one that the ledger knows and that is
-- still there.
INSERT INTO late_verdicts BY NAME
WITH
rule AS (SELECT * FROM rules WHERE rule = 'duplicate_id' AND severity <> 'off'),
loaded AS (SELECT ordinal, path, sha256, article_id FROM classified WHERE outcome = 'loaded'),
others AS (
    SELECT loaded.ordinal, other.path
    FROM loaded
    JOIN classified AS other ON other.article_id = loaded.article_id AND other.ordinal < loaded.ordinal
    WHERE other.path <> loaded.path AND other.sha256 <> loaded.sha256
    UNION ALL
    SELECT loaded.ordinal, files.path
    FROM loaded
    JOIN files USING (article_id)
    WHERE files.inbox = $inbox AND files.path <> loaded.path AND files.sha256 <> loaded.sha256
        AND files.missing_since IS NULL
        AND files.path NOT IN (SELECT path FROM classified) AND files.path NOT IN (SELECT path FROM absent)
)
SELECT
    loaded.ordinal, rule.rule, rule.severity, rule.stage, 'article_id' AS field, loaded.article_id AS value,
    'The file ' || min(others.path) || ' has the same article id and another text; both are versions of one article.'
        AS message,
    rule.remedy
FROM others
JOIN loaded USING (ordinal)
CROSS JOIN rule
GROUP BY ALL;
