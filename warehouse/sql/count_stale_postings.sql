-- Postings of texts that were replaced, and postings of those that are searched.
WITH used AS (SELECT coalesce(sum(terms), 0) AS terms FROM search_documents)
SELECT (SELECT count(*) FROM search_postings) - terms AS stale, terms AS used FROM used;
