-- Which term of the search each word of the batch is.
SELECT part, number, term_id, search_sign(term_id) AS sign FROM spelt JOIN search_terms USING (term) ORDER BY part, number;
