SELECT article_section FROM articles WHERE article_section IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, 1;
