-- The texts that are current after this batch. The newest one always stays, so no number is given twice.
INSERT INTO search_documents BY NAME
WITH lengths AS (
    SELECT ordinal, sum(len(numbers)) AS words, sum(len(numbers) * search_weight(field)) AS length
    FROM texts_read
    GROUP BY ordinal
)
SELECT
    CAST((SELECT coalesce(max(document_id), 0) FROM search_documents) + row_number() OVER (ORDER BY ordinal) AS INTEGER)
        AS document_id,
    incoming.article_id, incoming.version,
    CAST(coalesce(words, 0) AS INTEGER) AS words, CAST(coalesce(length, 0) AS INTEGER) AS length
FROM incoming
LEFT JOIN lengths USING (ordinal)
WHERE incoming.valid_to IS NULL;
