-- Every version of every article, and the articles as they were at a moment.
CREATE VIEW article_versions AS
SELECT *, version_created AS valid_from, NULL::TIMESTAMPTZ AS valid_to FROM articles
UNION ALL BY NAME
SELECT *, version_created AS valid_from FROM article_history;

CREATE MACRO articles_as_of(moment) AS TABLE
SELECT * FROM article_versions
WHERE valid_from <= moment AND (valid_to IS NULL OR valid_to > moment);

COMMENT ON MACRO TABLE articles_as_of IS 'The articles as they were at a moment: SELECT * FROM articles_as_of(TIMESTAMPTZ ''2026-01-01'').';
COMMENT ON TABLE schema_migrations IS 'The migrations that this database has had; only in the loader''s database.';
COMMENT ON COLUMN schema_migrations.name IS 'File name of the migration, without .sql.';
COMMENT ON COLUMN schema_migrations.applied_at IS 'When it was applied.';
COMMENT ON VIEW article_versions IS 'Every version of every article, with the time in which it was the current one.';
COMMENT ON COLUMN article_versions.article_id IS 'Stable id of the article: the 16 hex digits of the file name, else derived from the first path.';
COMMENT ON COLUMN article_versions.version IS '1 for the first text seen, one more for each later one.';
COMMENT ON COLUMN article_versions.headline IS 'The title (ninjs headline).';
COMMENT ON COLUMN article_versions.abstract IS 'The standfirst under the headline (schema.org abstract).';
COMMENT ON COLUMN article_versions.article_section IS 'The section (schema.org articleSection).';
COMMENT ON COLUMN article_versions.breadcrumb IS 'The trail of sections as printed, from the home page down.';
COMMENT ON COLUMN article_versions.published_on IS 'Day of publication where the outlet is. NULL if only a month is known.';
COMMENT ON COLUMN article_versions.date_published IS 'Instant of publication. NULL unless the text gives a time of day.';
COMMENT ON COLUMN article_versions.date_published_text IS 'The stamp that date_published was read from, as printed.';
COMMENT ON COLUMN article_versions.published_precision IS 'How exact the publication date is: second, minute, day or month.';
COMMENT ON COLUMN article_versions.tz_source IS 'Where the time zone is from: text (printed) or outlet (its profile).';
COMMENT ON COLUMN article_versions.source_date IS 'The date in the file''s header line, as printed.';
COMMENT ON COLUMN article_versions.dateline IS 'The place before the lead, as printed (NewsML-G2 dateline).';
COMMENT ON COLUMN article_versions.located IS 'The usual spelling of the dateline''s place (ninjs located).';
COMMENT ON COLUMN article_versions.byline IS 'The line that names the authors, as printed.';
COMMENT ON COLUMN article_versions.authors IS 'The persons who wrote it.';
COMMENT ON COLUMN article_versions.translators IS 'The persons who translated it.';
COMMENT ON COLUMN article_versions.credit_line IS 'The sign-off at the end (NewsML-G2 creditline).';
COMMENT ON COLUMN article_versions.info_sources IS 'The agencies and outlets that the sign-off names.';
COMMENT ON COLUMN article_versions.genre IS 'article, photo_essay, live, digest or interview.';
COMMENT ON COLUMN article_versions.language IS 'Language of the text (BCP 47).';
COMMENT ON COLUMN article_versions.article_body IS 'The paragraphs, joined by a blank line; without place line, sign-off, captions and standfirst.';
COMMENT ON COLUMN article_versions.paragraph_count IS 'Paragraphs in article_body.';
COMMENT ON COLUMN article_versions.word_count IS 'Words in article_body, split at white space (schema.org wordCount).';
COMMENT ON COLUMN article_versions.char_count IS 'Unicode characters in article_body (ninjs charcount).';
COMMENT ON COLUMN article_versions.image_count IS 'Rows of article_images for this version.';
COMMENT ON COLUMN article_versions.warnings IS 'Names of the rules that this version breaks without being withheld.';
COMMENT ON COLUMN article_versions.pub_status IS 'usable or canceled (ninjs pubstatus).';
COMMENT ON COLUMN article_versions.inbox IS 'The inbox that the file was found in.';
COMMENT ON COLUMN article_versions.path IS 'The file''s path inside its inbox.';
COMMENT ON COLUMN article_versions.sha256 IS 'SHA-256 of the file''s bytes, in hex.';
COMMENT ON COLUMN article_versions.first_created IS 'When the first version was loaded (ninjs firstcreated).';
COMMENT ON COLUMN article_versions.version_created IS 'When this version was loaded (ninjs versioncreated).';
COMMENT ON COLUMN article_versions.changed_fields IS 'Columns that differ from the version before. NULL for the first version.';
COMMENT ON COLUMN article_versions.run_id IS 'The run that loaded this version.';
COMMENT ON COLUMN article_versions.parser_version IS 'Digest of the parser that read the text.';
COMMENT ON COLUMN article_versions.contract_version IS 'Digest of the rules that judged it.';
COMMENT ON COLUMN article_versions.valid_from IS 'When it became current.';
COMMENT ON COLUMN article_versions.valid_to IS 'When the next version replaced it; NULL for the current one.';
