-- The full-text search in other tables, which cost a load less than a row for every word and place: a row per word and
-- article, and for phrases one text of signs per article. migrate.py fills them from the articles.
DROP TABLE search_words;
DROP TABLE search_documents;
DROP TABLE search_terms;
DROP MACRO search_weight;

CREATE TABLE search_documents (
  document_id INTEGER NOT NULL,
  article_id VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  words INTEGER NOT NULL,
  length INTEGER NOT NULL,
  terms INTEGER NOT NULL,
  signs VARCHAR NOT NULL
);
COMMENT ON TABLE search_documents IS 'The texts that a search looks into, one row per article; ask them with search(''words'').';
COMMENT ON COLUMN search_documents.document_id IS 'Number of the text; a new version of an article gets a new one.';
COMMENT ON COLUMN search_documents.article_id IS 'The article.';
COMMENT ON COLUMN search_documents.version IS 'The article''s version.';
COMMENT ON COLUMN search_documents.words IS 'Words in headline, abstract, article_body and captions.';
COMMENT ON COLUMN search_documents.length IS 'The same, each word as often as its field weighs: headline 4, abstract 2.';
COMMENT ON COLUMN search_documents.terms IS 'Different words: rows in search_postings.';
COMMENT ON COLUMN search_documents.signs IS 'The words in their order, each as the sign of its term_id (the macro search_sign), with a blank between fields and between captions: where phrases are found.';

CREATE TABLE search_terms (
  term_id INTEGER NOT NULL,
  term VARCHAR NOT NULL
);
COMMENT ON TABLE search_terms IS 'Every word that was ever indexed, in lower case and without accents (the macro folded).';
COMMENT ON COLUMN search_terms.term_id IS 'Number of the word.';
COMMENT ON COLUMN search_terms.term IS 'The word.';

CREATE TABLE search_postings (
  term_id INTEGER NOT NULL,
  document_id INTEGER NOT NULL,
  weight INTEGER NOT NULL
);
COMMENT ON TABLE search_postings IS 'Which words each text has; rows of texts that are not in search_documents do not count.';
COMMENT ON COLUMN search_postings.term_id IS 'The word, in search_terms.';
COMMENT ON COLUMN search_postings.document_id IS 'The text, in search_documents.';
COMMENT ON COLUMN search_postings.weight IS 'How often it stands there, each time as often as its field weighs.';

-- A character for most, no control character among them, no surrogate; two from planes of their own for the rest. So
-- a row of signs is in a text exactly where the row of words is: no sign is part of another.
CREATE MACRO search_sign(term_number) AS CASE
    WHEN term_number < 95 THEN chr(term_number + 32)
    WHEN term_number < 55231 THEN chr(term_number + 65)
    WHEN term_number < 980927 THEN chr(term_number + 2113)
    ELSE chr(983040 + (term_number - 980927) // 65536) || chr(1048576 + (term_number - 980927) % 65536)
END;
COMMENT ON MACRO search_sign IS 'What stands for a word (its term_id) in search_documents.signs: one character, from the 980,927th word on two.';

-- As before, but that blanks of every kind divide: a no-break space is easily pasted.
CREATE OR REPLACE MACRO search_parts(query) AS TABLE
WITH
typed AS (
    SELECT
        unnest(regexp_extract_all(regexp_replace(translate(query, '“”„«»', '""""""'), '\p{Z}', ' ', 'g'), '-?"[^"]*"?|[^\s"]+')) AS item
),
numbered AS (SELECT item, row_number() OVER () AS part FROM typed),
divided AS (
    SELECT part, starts_with(item, '-') AS excluded, contains(item, '"') AS quoted, search_words_of(item) AS spelt
    FROM numbered
)
SELECT
    part, excluded, NOT excluded AND (quoted OR len(spelt) > 1) AS required, CAST(len(spelt) AS INTEGER) AS size,
    CAST(unnest(generate_series(1, len(spelt))) AS INTEGER) AS place, folded(unnest(spelt)) AS term
FROM divided
WHERE len(spelt) > 0;
COMMENT ON MACRO TABLE search_parts IS 'What search(query) looks for: its words, in phrases, required or excluded.';

-- BM25 with k1 = 1.2 and b = 0.75 over the fields as one text, in which a word counts as often as its field weighs.
-- A phrase is looked for in the texts that have all of its words.
CREATE OR REPLACE MACRO search_scores(query) AS TABLE
WITH
parts AS (SELECT * FROM search_parts(query)),
wanted AS (SELECT term_id, term FROM search_terms WHERE term IN (SELECT term FROM parts)),
weights AS (
    SELECT document_id, article_id, length, term_id, weight
    FROM search_postings
    JOIN search_documents USING (document_id)
    WHERE term_id IN (SELECT term_id FROM wanted WHERE term IN (SELECT term FROM parts WHERE NOT excluded))
),
frequencies AS (SELECT term_id, count(*) AS documents FROM weights GROUP BY term_id),
totals AS (SELECT count(*) AS documents, avg(length) AS length FROM search_documents),
scores AS (
    SELECT
        document_id, article_id,
        sum(
            ln(1 + (totals.documents - frequencies.documents + 0.5) / (frequencies.documents + 0.5))
            * weight * 2.2 / (weight + 1.2 * (0.25 + 0.75 * weights.length / totals.length))
        ) AS score
    FROM weights
    JOIN frequencies USING (term_id)
    CROSS JOIN totals
    GROUP BY document_id, article_id
),
strict AS (SELECT part, place, size, excluded, term_id FROM parts JOIN wanted USING (term) WHERE required OR excluded),
phrases AS (
    SELECT
        part, size, excluded, count(DISTINCT term_id) AS terms,
        string_agg(search_sign(term_id), '' ORDER BY place) AS phrase
    FROM strict
    GROUP BY part, size, excluded
    HAVING count(*) = size
),
candidates AS (
    SELECT part, document_id
    FROM (SELECT DISTINCT part, term_id FROM strict) AS terms_of_part
    JOIN phrases USING (part)
    JOIN search_postings USING (term_id)
    GROUP BY part, document_id
    HAVING count(*) = any_value(terms)
),
matches AS (
    SELECT excluded, document_id
    FROM candidates
    JOIN (SELECT * FROM phrases WHERE size = 1) AS words USING (part)
    UNION ALL
    SELECT excluded, document_id
    FROM candidates
    JOIN (SELECT * FROM phrases WHERE size > 1) AS several USING (part)
    JOIN search_documents USING (document_id)
    WHERE contains(signs, phrase)
),
verdicts AS (
    SELECT
        document_id, count(*) FILTER (NOT excluded) AS required, count(*) FILTER (excluded) AS excluded
    FROM matches
    GROUP BY document_id
)
SELECT article_id, score
FROM scores
LEFT JOIN verdicts USING (document_id)
WHERE coalesce(excluded, 0) = 0
    AND coalesce(required, 0) = (SELECT count(DISTINCT part) FROM parts WHERE parts.required);
COMMENT ON MACRO TABLE search_scores IS 'The ids of the articles that search(query) finds, with their scores.';
