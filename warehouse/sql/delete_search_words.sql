DELETE FROM search_words
WHERE document_id >= $start AND document_id < $end
    AND document_id NOT IN (SELECT document_id FROM search_documents);
