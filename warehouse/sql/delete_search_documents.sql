-- Texts that a later version replaces are searched no longer; their postings wait for tidy_index.
DELETE FROM search_documents USING incoming
WHERE search_documents.article_id = incoming.article_id AND search_documents.version < incoming.version;
