-- name: stage_search_documents
-- Numbers for the texts that are current after this batch. The newest one always stays, so none is given twice.
CREATE OR REPLACE TEMP TABLE new_documents AS
SELECT
    ordinal, article_id, version,
    CAST((SELECT coalesce(max(document_id), 0) FROM search_documents) + row_number() OVER (ORDER BY ordinal) AS INTEGER)
        AS document_id
FROM incoming
WHERE valid_to IS NULL;

-- name: read_new_documents
-- The numbers of the texts to index.
SELECT ordinal, document_id FROM new_documents ORDER BY document_id;

-- name: insert_search_terms
-- Terms that are there for the first time get numbers, the most frequent the lowest: their signs are the shortest.
CREATE OR REPLACE TEMP TABLE spelt AS
SELECT part, number, folded(word) AS term, uses FROM words_used;

INSERT INTO search_terms BY NAME
SELECT
    CAST(
        (SELECT coalesce(max(term_id), 0) FROM search_terms) + row_number() OVER (ORDER BY sum(uses) DESC, term)
        AS INTEGER
    ) AS term_id,
    term
FROM spelt
WHERE term NOT IN (SELECT term FROM search_terms)
GROUP BY term;

-- name: read_search_signs
-- Which term of the search each word of the batch is.
SELECT part, number, term_id, search_sign(term_id) AS sign FROM spelt JOIN search_terms USING (term) ORDER BY part, number;

-- name: insert_search_documents
-- One row per text, with the number of its words and the signs of them in order.
INSERT INTO search_documents BY NAME
SELECT
    document_id, article_id, version,
    CAST(coalesce(words, 0) AS INTEGER) AS words, CAST(coalesce(length, 0) AS INTEGER) AS length,
    CAST(coalesce(terms, 0) AS INTEGER) AS terms, coalesce(signs, '') AS signs
FROM new_documents
LEFT JOIN documents_indexed USING (document_id)
ORDER BY document_id;

-- name: insert_search_postings
-- They come sorted by term, so that a search for one reads a small part of the table.
INSERT INTO search_postings BY NAME SELECT term_id, document_id, weight FROM postings;

-- name: delete_search_documents
-- Texts that a later version replaces are searched no longer; their postings wait for tidy_index.
DELETE FROM search_documents USING incoming
WHERE search_documents.article_id = incoming.article_id AND search_documents.version < incoming.version;

-- name: stage_stored_texts
-- Some current articles to be indexed, as if a batch had brought them.
CREATE OR REPLACE TEMP TABLE incoming AS
SELECT rowid AS ordinal, article_id, version, NULL::TIMESTAMPTZ AS valid_to, headline, abstract, article_body
FROM articles
WHERE rowid >= $start AND rowid < $end;

-- name: read_stored_texts
-- The texts of the articles to index, for number_words.
SELECT ordinal, headline, abstract, article_body FROM incoming ORDER BY ordinal;

-- name: read_stored_captions
-- The captions of the articles to index, for number_words.
SELECT incoming.ordinal, article_images.caption
FROM article_images
JOIN incoming USING (article_id, version)
ORDER BY incoming.ordinal, article_images.position;

-- name: count_stale_postings
-- Postings of texts that were replaced, and postings of those that are searched.
WITH used AS (SELECT coalesce(sum(terms), 0) AS terms FROM search_documents)
SELECT (SELECT count(*) FROM search_postings) - terms AS stale, terms AS used FROM used;

-- name: delete_search_postings
-- The words of texts that were replaced, of a range of texts.
DELETE FROM search_postings
WHERE document_id >= $start AND document_id < $end
    AND document_id NOT IN (SELECT document_id FROM search_documents);
