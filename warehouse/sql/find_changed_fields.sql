-- Which columns differ between two texts of one version's number (texts_before, texts_after). Counts are left out:
-- they follow from the text.
INSERT INTO changed
SELECT
    new.article_id,
    new.version,
    list_filter([
        CASE WHEN new.headline IS DISTINCT FROM old.headline THEN 'headline' END,
        CASE WHEN new.abstract IS DISTINCT FROM old.abstract THEN 'abstract' END,
        CASE WHEN new.article_section IS DISTINCT FROM old.article_section THEN 'article_section' END,
        CASE WHEN new.breadcrumb IS DISTINCT FROM old.breadcrumb THEN 'breadcrumb' END,
        CASE WHEN new.published_on IS DISTINCT FROM old.published_on THEN 'published_on' END,
        CASE WHEN new.date_published IS DISTINCT FROM old.date_published THEN 'date_published' END,
        CASE WHEN new.date_published_text IS DISTINCT FROM old.date_published_text THEN 'date_published_text' END,
        CASE WHEN new.published_precision IS DISTINCT FROM old.published_precision THEN 'published_precision' END,
        CASE WHEN new.tz_source IS DISTINCT FROM old.tz_source THEN 'tz_source' END,
        CASE WHEN new.source_date IS DISTINCT FROM old.source_date THEN 'source_date' END,
        CASE WHEN new.dateline IS DISTINCT FROM old.dateline THEN 'dateline' END,
        CASE WHEN new.located IS DISTINCT FROM old.located THEN 'located' END,
        CASE WHEN new.byline IS DISTINCT FROM old.byline THEN 'byline' END,
        CASE WHEN new.authors IS DISTINCT FROM old.authors THEN 'authors' END,
        CASE WHEN new.translators IS DISTINCT FROM old.translators THEN 'translators' END,
        CASE WHEN new.credit_line IS DISTINCT FROM old.credit_line THEN 'credit_line' END,
        CASE WHEN new.info_sources IS DISTINCT FROM old.info_sources THEN 'info_sources' END,
        CASE WHEN new.genre IS DISTINCT FROM old.genre THEN 'genre' END,
        CASE WHEN new.language IS DISTINCT FROM old.language THEN 'language' END,
        CASE WHEN new.article_body IS DISTINCT FROM old.article_body THEN 'article_body' END,
        CASE WHEN new.images IS DISTINCT FROM old.images THEN 'images' END
    ], lambda field: field IS NOT NULL) AS changed_fields
FROM texts_after AS new
JOIN texts_before AS old USING (article_id, version);
