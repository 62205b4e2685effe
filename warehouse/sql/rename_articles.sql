-- An article follows its file to the new path.
UPDATE articles SET path = classified.path
FROM classified
WHERE classified.class = 'moved' AND classified.outcome = 'duplicate' AND classified.held_by = articles.article_id
    AND articles.inbox = $inbox AND articles.path = classified.moved_from;
