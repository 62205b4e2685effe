-- Which term of the search each word of the batch is; a term is numbered when it is there for the first time.
CREATE OR REPLACE TEMP TABLE spelt AS
SELECT chunk, number, folded(word) AS term FROM vocabulary;

INSERT INTO search_terms BY NAME
SELECT
    CAST((SELECT coalesce(max(term_id), 0) FROM search_terms) + row_number() OVER (ORDER BY term) AS INTEGER) AS term_id,
    term
FROM (SELECT DISTINCT term FROM spelt WHERE term NOT IN (SELECT term FROM search_terms));

CREATE OR REPLACE TEMP TABLE batch_terms AS
SELECT chunk, number, term_id FROM spelt JOIN search_terms USING (term);
