SELECT ordinal, document_id FROM new_documents ORDER BY document_id;
