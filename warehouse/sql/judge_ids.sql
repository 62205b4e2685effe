-- Texts whose article id another file has too, of whatever inbox: an earlier one of this batch, or one that the ledger
-- knows and that is still there. A file that is withheld has no version of the article.
INSERT INTO late_verdicts BY NAME
WITH
rule AS (SELECT * FROM rules WHERE rule = 'duplicate_id' AND severity <> 'off'),
loaded AS (SELECT ordinal, path, sha256, article_id FROM classified WHERE outcome = 'loaded'),
others AS (
    SELECT loaded.ordinal, $inbox AS inbox, other.path, other.ordinal AS nth
    FROM loaded
    JOIN classified AS other ON other.article_id = loaded.article_id AND other.ordinal < loaded.ordinal
    WHERE other.path <> loaded.path AND other.sha256 <> loaded.sha256 AND other.outcome <> 'quarantined'
    UNION ALL
    SELECT loaded.ordinal, files.inbox, files.path, -1
    FROM loaded
    JOIN files USING (article_id)
    WHERE files.sha256 <> loaded.sha256 AND files.missing_since IS NULL AND files.status <> 'quarantined'
        AND (
            files.inbox <> $inbox
            OR files.path <> loaded.path
            AND files.path NOT IN (SELECT path FROM classified) AND files.path NOT IN (SELECT path FROM absent)
        )
),
firsts AS (  -- of several the one that was there first
    SELECT ordinal, min_by({'inbox': inbox, 'path': path}, (nth, inbox, path)) AS other FROM others GROUP BY ordinal
)
SELECT
    loaded.ordinal, rule.rule, rule.severity, rule.stage, 'article_id' AS field, loaded.article_id AS value,
    'The file ' || other.path || CASE WHEN other.inbox <> $inbox THEN ' of the inbox ' || other.inbox ELSE '' END
        || ' has the same article id and another text; both are versions of one article.' AS message,
    rule.remedy
FROM firsts
JOIN loaded USING (ordinal)
CROSS JOIN rule;
