-- They come sorted by term, so that a search for one reads a small part of the table.
INSERT INTO search_postings BY NAME SELECT term_id, document_id, weight FROM postings;
