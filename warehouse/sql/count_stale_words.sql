-- Words of texts that were replaced, and words of those that are searched.
WITH used AS (SELECT coalesce(sum(words), 0) AS words FROM search_documents)
SELECT (SELECT count(*) FROM search_words) - words AS stale, words AS used FROM used;
