-- Words that no article has, and words of articles that are spelt much like them.
WITH
asked AS (SELECT unnest($terms::VARCHAR[]) AS term),
unknown AS (SELECT term FROM asked WHERE term NOT IN (SELECT term FROM search_terms)),
near AS (
    SELECT unknown.term, search_terms.term AS other, levenshtein(unknown.term, search_terms.term) AS distance
    FROM unknown
    JOIN search_terms
        ON length(unknown.term) >= 4 AND abs(length(unknown.term) - length(search_terms.term)) <= 1
        AND levenshtein(unknown.term, search_terms.term) <= 1 + length(unknown.term) // 8
)
SELECT unknown.term, (list(near.other ORDER BY near.distance, near.other) FILTER (near.other IS NOT NULL))[:3] AS resembling
FROM unknown
LEFT JOIN near ON near.term = unknown.term
GROUP BY unknown.term
ORDER BY unknown.term;
