DELETE FROM search_postings;
DELETE FROM search_documents;
DELETE FROM search_terms;
