-- If the file of the readers is not the copy that was published last, what was published is not known.
DELETE FROM published WHERE (published_at, run_id) NOT IN (SELECT (published_at, run_id) FROM readers.published);
