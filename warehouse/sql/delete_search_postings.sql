-- The words of texts that were replaced, of a range of texts.
DELETE FROM search_postings
WHERE document_id >= $start AND document_id < $end
    AND document_id NOT IN (SELECT document_id FROM search_documents);
