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
