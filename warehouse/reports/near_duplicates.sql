-- title: Near-duplicates
-- question: Which articles tell the same story in almost the same words?
-- group: quality
-- parameter: since DATE = NULL; Published on this day or later.
-- parameter: until DATE = NULL; Published on this day or earlier.
-- parameter: section VARCHAR = NULL; Of this section; (none) for articles without one.
-- parameter: inbox VARCHAR = NULL; Found in this inbox.
-- parameter: similarity DOUBLE = 0.7; The least share of four-word sequences that both have (0 to 1).
-- example: wirehouse report near_duplicates --since 2025-01-01 --param similarity=0.8
-- note: Method: MinHash over sequences of four words (64 bins, 16 bands of four). The similarity is an estimate of
--   the share of sequences that both texts have, give or take 0.06; of pairs at 0.7 about 1 in 80 is overlooked, at
--   0.5 about 1 in 3, so look for no less than 0.6. A short extract of a long text is not found. Of more than 50
--   texts that share a band each is compared with the first only. Same bytes are no second article at all: see
--   files.duplicate_of.
WITH words AS (
    SELECT article_id, string_split_regex(lower(article_body), '[^\p{L}\p{M}\p{N}]+') AS words
    FROM articles
    WHERE ($since IS NULL OR published_on >= $since)
      AND ($until IS NULL OR published_on <= $until)
      AND ($section IS NULL OR lower(coalesce(article_section, '(none)')) = lower($section))
      AND ($inbox IS NULL OR inbox = $inbox)
),
shingles AS (
    SELECT
        article_id,
        unnest(words) AS first,
        unnest(words[2:]) AS second,
        unnest(words[3:]) AS third,
        unnest(words[4:]) AS fourth
    FROM words
),
-- The smallest hash in each of 64 bins stands for the text (MinHash with one permutation).
bins AS MATERIALIZED (
    SELECT article_id, hash(first, second, third, fourth) % 64 AS bin, min(hash(first, second, third, fourth)) AS least
    FROM shingles
    WHERE fourth IS NOT NULL
    GROUP BY ALL
),
-- Texts that agree in four bins beside each other are candidates.
bands AS (
    SELECT article_id, bin // 4 AS band, bit_xor(hash(bin, least)) AS mark FROM bins GROUP BY ALL
),
neighbours AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY band, mark) AS size,
        row_number() OVER (PARTITION BY band, mark ORDER BY article_id) AS place
    FROM bands
),
candidates AS (
    SELECT DISTINCT x.article_id AS one, y.article_id AS other
    FROM neighbours AS x
    JOIN neighbours AS y ON x.band = y.band AND x.mark = y.mark AND x.place < y.place
    WHERE x.size <= 50 OR x.place = 1
),
sketches AS (
    SELECT article_id, list(least) AS sketch FROM bins GROUP BY article_id
),
measured AS (
    SELECT
        one,
        other,
        len(list_intersect(x.sketch, y.sketch))
            / len(list_distinct(list_transform(x.sketch || y.sketch, lambda least: least % 64))) AS similarity
    FROM candidates
    JOIN sketches AS x ON x.article_id = one
    JOIN sketches AS y ON y.article_id = other
)
SELECT
    round(measured.similarity, 2) AS similarity,
    a.article_id,
    b.article_id AS other_id,
    a.published_on,
    b.published_on AS other_published_on,
    a.word_count AS words,
    b.word_count AS other_words,
    a.headline,
    b.headline AS other_headline,
    a.path,
    b.path AS other_path
FROM measured
JOIN articles AS a ON a.article_id = measured.one
JOIN articles AS b ON b.article_id = measured.other
WHERE measured.similarity >= $similarity
ORDER BY measured.similarity DESC, a.article_id, other_id;
