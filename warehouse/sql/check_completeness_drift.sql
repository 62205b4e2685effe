-- The share of missing values among the latest articles, against the shares before. Shares are counted of some articles
-- at least: small runs are taken together, a large one stands for itself. The spread is at least that of chance.
WITH
recent AS (
    SELECT
        counts.field, counts.articles, counts.total, counts.missing,
        coalesce(sum(counts.articles) OVER (
            PARTITION BY counts.field ORDER BY counts.run_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS newer
    FROM run_completeness AS counts
    JOIN runs USING (run_id)
    WHERE counts.inbox = $inbox AND runs.started_at >= $started_at - to_days($days)
),
shares AS (
    SELECT field, newer // $articles AS place, sum(articles) AS articles, sum(missing) / sum(total) AS share
    FROM recent
    GROUP BY ALL
    HAVING sum(articles) >= $articles / 2
),
before AS (
    SELECT field, median(share) AS share, mad(share) AS deviation, count(*) AS shares
    FROM shares
    WHERE place > 0
    GROUP BY field
    HAVING count(*) >= $shares
),
compared AS (
    SELECT
        field, latest.articles, latest.share, before.share AS usual, before.shares,
        least(greatest(before.share, 0.01), 0.99) AS chance, before.deviation
    FROM shares AS latest
    JOIN before USING (field)
    WHERE latest.place = 0 AND latest.articles >= $articles
)
SELECT
    field,
    round(100 * share, 1) || '%' AS value,
    CASE WHEN field = 'unclaimed' THEN 'No field claims ' ELSE 'The field ' || field || ' is missing in ' END
        || round(100 * share, 1) || '% of '
        || CASE WHEN field = 'unclaimed' THEN 'the text of ' ELSE '' END
        || 'the last ' || articles || ' articles; before it was ' || round(100 * usual, 1) || '% (median of '
        || shares || ').' AS message
FROM compared
WHERE share - usual >= $jump
    AND share - usual >= $threshold * greatest(sqrt(chance * (1 - chance) / articles), 1.4826 * deviation)
ORDER BY share - usual DESC, field;
