-- The sections that articles are in, or were in an earlier version.
SELECT article_section
FROM article_versions
WHERE article_section IS NOT NULL
GROUP BY article_section
ORDER BY count(*) DESC, article_section;
