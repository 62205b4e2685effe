-- The full-text search: its tables (python -m warehouse.ddl), and the macros that anybody can ask with. No lambdas in
-- them: DuckDB 1.0 and 2.0 have no spelling of these in common. migrate.py fills the tables from the articles.
CREATE TABLE search_documents (
  document_id INTEGER NOT NULL,
  article_id VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  words INTEGER NOT NULL,
  length INTEGER NOT NULL
);
COMMENT ON TABLE search_documents IS 'The texts that a search looks into, one row per article; ask them with search(''words'').';
COMMENT ON COLUMN search_documents.document_id IS 'Number of the text; a new version of an article gets a new one.';
COMMENT ON COLUMN search_documents.article_id IS 'The article.';
COMMENT ON COLUMN search_documents.version IS 'The article''s version.';
COMMENT ON COLUMN search_documents.words IS 'Words in headline, abstract, article_body and captions: rows in search_words.';
COMMENT ON COLUMN search_documents.length IS 'The same, each word as often as its field weighs.';

CREATE TABLE search_terms (
  term_id INTEGER NOT NULL,
  term VARCHAR NOT NULL
);
COMMENT ON TABLE search_terms IS 'Every word that was ever indexed, in lower case and without accents (the macro folded).';
COMMENT ON COLUMN search_terms.term_id IS 'Number of the word.';
COMMENT ON COLUMN search_terms.term IS 'The word.';

CREATE TABLE search_words (
  term_id INTEGER NOT NULL,
  document_id INTEGER NOT NULL,
  field INTEGER NOT NULL,
  position INTEGER NOT NULL
);
COMMENT ON TABLE search_words IS 'Where each word of each text stands; words of texts that are not in search_documents do not count.';
COMMENT ON COLUMN search_words.term_id IS 'The word, in search_terms.';
COMMENT ON COLUMN search_words.document_id IS 'The text, in search_documents.';
COMMENT ON COLUMN search_words.field IS 'Its field: 1 headline, 2 abstract, 3 article_body, 4 captions.';
COMMENT ON COLUMN search_words.position IS 'Its place in the field, from 1; between two captions a number is left out.';


CREATE MACRO folded(txt) AS replace(strip_accents(lower(nfc_normalize(txt))), 'đ', 'd');
COMMENT ON MACRO folded IS 'A text in lower case and without accents, as words are compared by the search.';

CREATE MACRO search_weight(field_number) AS CASE field_number WHEN 1 THEN 4 WHEN 2 THEN 2 ELSE 1 END;
COMMENT ON MACRO search_weight IS 'How often a word counts by the field that it stands in: headline 4, abstract 2, article_body and captions 1.';

-- The same words as articles/words.py finds: letters and digits, of Han, Hiragana and Katakana each one alone.
CREATE MACRO search_words_of(txt) AS regexp_extract_all(
    nfc_normalize(txt),
    '(?:[^\P{L}\x{2e80}-\x{2fdf}\x{3005}-\x{3007}\x{3021}-\x{3029}\x{3038}-\x{303b}\x{3040}-\x{30ff}\x{31f0}-\x{31ff}\x{3400}-\x{9fff}\x{f900}-\x{faff}\x{20000}-\x{3ffff}]|[^\P{N}\x{2e80}-\x{2fdf}\x{3005}-\x{3007}\x{3021}-\x{3029}\x{3038}-\x{303b}\x{3040}-\x{30ff}\x{31f0}-\x{31ff}\x{3400}-\x{9fff}\x{f900}-\x{faff}\x{20000}-\x{3ffff}])+|[\x{2e80}-\x{2fdf}\x{3005}-\x{3007}\x{3021}-\x{3029}\x{3038}-\x{303b}\x{3040}-\x{30ff}\x{31f0}-\x{31ff}\x{3400}-\x{9fff}\x{f900}-\x{faff}\x{20000}-\x{3ffff}]'
);
COMMENT ON MACRO search_words_of IS 'The words of a text, as the search divides it.';

-- What is searched for, one row per word: part is the nth word or phrase as typed, place the word's in it. A part is
-- required if it is in quotes or of several words, and excluded after a minus.
CREATE MACRO search_parts(query) AS TABLE
WITH
typed AS (
    SELECT
        unnest(regexp_extract_all(translate(query, '“”„«»', '""""""'), '-?"[^"]*"?|[^\s"]+')) AS item
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
-- A phrase is looked for from its rarest word on.
CREATE MACRO search_scores(query) AS TABLE
WITH
parts AS (SELECT * FROM search_parts(query)),
wanted AS (SELECT term_id, term FROM search_terms WHERE term IN (SELECT term FROM parts)),
found AS NOT MATERIALIZED (
    SELECT term_id, document_id, field, position
    FROM search_words
    WHERE term_id IN (SELECT term_id FROM wanted)
),
counts AS (
    SELECT document_id, term_id, sum(search_weight(field)) AS weight
    FROM found
    WHERE term_id IN (SELECT term_id FROM wanted WHERE term IN (SELECT term FROM parts WHERE NOT excluded))
    GROUP BY document_id, term_id
),
weights AS (
    SELECT document_id, article_id, length, term_id, weight
    FROM counts
    JOIN search_documents USING (document_id)
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
rarities AS (
    SELECT part, place
    FROM strict
    JOIN (SELECT term_id, count(*) AS places FROM found GROUP BY term_id) AS often USING (term_id)
    QUALIFY row_number() OVER (PARTITION BY part ORDER BY places, place) = 1
),
starts AS (  -- text, field and place of a phrase's first word as one number: 2^20 places in 2^3 fields
    SELECT part, size, excluded, (document_id * 8::BIGINT + field) * 1048576 + position - place AS start
    FROM rarities
    JOIN strict USING (part, place)
    JOIN found USING (term_id)
),
others AS (
    SELECT part, (document_id * 8::BIGINT + field) * 1048576 + position - place AS start
    FROM (SELECT * FROM strict ANTI JOIN rarities USING (part, place)) AS rest
    JOIN found USING (term_id)
),
matches AS (
    SELECT part, excluded, start FROM starts WHERE size = 1
    UNION ALL
    SELECT part, any_value(excluded) AS excluded, start
    FROM others
    JOIN starts USING (part, start)
    GROUP BY part, start
    HAVING count(*) = any_value(size) - 1
),
verdicts AS (
    SELECT
        start // 8388608 AS document_id,
        count(DISTINCT part) FILTER (NOT excluded) AS required,
        count(*) FILTER (excluded) AS excluded
    FROM matches
    GROUP BY ALL
)
SELECT article_id, score
FROM scores
LEFT JOIN verdicts USING (document_id)
WHERE coalesce(excluded, 0) = 0
    AND coalesce(required, 0) = (SELECT count(DISTINCT part) FROM parts WHERE parts.required);
COMMENT ON MACRO TABLE search_scores IS 'The ids of the articles that search(query) finds, with their scores.';

-- Without the lists of articles: DuckDB 1.0 cannot read those that are empty as 1.5 writes them.
CREATE MACRO search(query) AS TABLE
SELECT
    hits.score, articles.article_id, articles.version, articles.headline, articles.abstract, articles.article_section,
    articles.published_on, articles.date_published, articles.dateline, articles.located, articles.byline,
    articles.credit_line, articles.genre, articles.language, articles.article_body, articles.inbox, articles.path
FROM search_scores(query) AS hits
JOIN articles USING (article_id)
ORDER BY hits.score DESC, articles.article_id;
COMMENT ON MACRO TABLE search IS 'Articles by relevance (BM25), accents optional: SELECT score, headline FROM search(''to lam "state visit" -football'') LIMIT 10.';
