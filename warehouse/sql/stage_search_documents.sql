-- Numbers for the texts that are current after this batch. The newest one always stays, so none is given twice.
CREATE OR REPLACE TEMP TABLE new_documents AS
SELECT
    ordinal, article_id, version,
    CAST((SELECT coalesce(max(document_id), 0) FROM search_documents) + row_number() OVER (ORDER BY ordinal) AS INTEGER)
        AS document_id
FROM incoming
WHERE valid_to IS NULL;
