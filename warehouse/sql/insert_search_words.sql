-- Every word with its place; by terms, so that a search for one reads a small part of the table.
INSERT INTO search_words BY NAME
WITH
texts AS (
    SELECT
        document_id, field, chunk, numbers,
        coalesce(sum(len(numbers) + 1) OVER (
            PARTITION BY document_id, field ORDER BY nth ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS before
    FROM texts_read
    JOIN incoming USING (ordinal)
    JOIN search_documents USING (article_id, version)
),
words AS (
    SELECT document_id, field, chunk, unnest(numbers) AS number, before + generate_subscripts(numbers, 1) AS position
    FROM texts
)
SELECT term_id, document_id, field, CAST(position AS INTEGER) AS position
FROM words
JOIN batch_terms USING (chunk, number)
ORDER BY term_id, document_id;
