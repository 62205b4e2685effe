INSERT INTO search_documents BY NAME
SELECT
    document_id, article_id, version,
    CAST(coalesce(words, 0) AS INTEGER) AS words, CAST(coalesce(length, 0) AS INTEGER) AS length,
    CAST(coalesce(terms, 0) AS INTEGER) AS terms, coalesce(signs, '') AS signs
FROM new_documents
LEFT JOIN documents_indexed USING (document_id)
ORDER BY document_id;
