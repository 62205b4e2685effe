-- Articles whose id begins as the word does, or differs from it in a letter or two.
SELECT article_id, path, headline FROM articles
WHERE (length($name) >= 4 AND starts_with(article_id, lower($name)))
   OR levenshtein(article_id, lower($name)) <= 2
ORDER BY levenshtein(article_id, lower($name)), article_id
LIMIT 3;
