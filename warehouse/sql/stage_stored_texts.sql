-- Some current articles to be indexed, as if a batch had brought them.
CREATE OR REPLACE TEMP TABLE incoming AS
SELECT rowid AS ordinal, article_id, version, NULL::TIMESTAMPTZ AS valid_to, headline, abstract, article_body
FROM articles
WHERE rowid >= $start AND rowid < $end;
