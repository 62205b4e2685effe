-- Every key is there once, which no index sees to, and the search knows every article as it is; a row per sum that fails.
-- fault: the loader's database is damaged: keep a copy of the home and report it
WITH sums(name, stated, counted) AS (
    SELECT 'articles, each once', count(*), count(DISTINCT article_id) FROM articles
    UNION ALL
    SELECT 'article_images, each once', count(*), count(DISTINCT (article_id, version, position)) FROM article_images
    UNION ALL
    SELECT 'files, each once', count(*), count(DISTINCT (inbox, path)) FROM files
    UNION ALL
    SELECT 'quarantine, each once', count(*), count(DISTINCT (inbox, path)) FROM quarantine
    UNION ALL
    SELECT 'runs, each once', count(*), count(DISTINCT run_id) FROM runs
    UNION ALL
    SELECT 'search_documents, each once', count(*), count(DISTINCT article_id) FROM search_documents
    UNION ALL
    SELECT 'search_terms, each once', count(*), count(DISTINCT term) FROM search_terms
    UNION ALL
    SELECT 'articles in search_documents', count(*), count(search_documents.document_id)
    FROM articles LEFT JOIN search_documents USING (article_id, version)
    UNION ALL
    SELECT 'rules, each once', count(*), count(DISTINCT rule) FROM rules
    UNION ALL
    SELECT 'incidents, each once', count(*), count(DISTINCT incident_id) FROM incidents
    UNION ALL
    SELECT 'alerts, each once', count(*), count(DISTINCT alert_id) FROM alerts
    UNION ALL
    SELECT 'outbox, each once', count(*), count(DISTINCT key) FROM outbox
)
SELECT name, stated, counted FROM sums WHERE stated <> counted;
