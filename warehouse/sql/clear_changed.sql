-- Nothing has changed in a batch of new articles; find_changed_fields fills this otherwise.
CREATE OR REPLACE TEMP TABLE changed (article_id VARCHAR, version INTEGER, changed_fields VARCHAR[]);
