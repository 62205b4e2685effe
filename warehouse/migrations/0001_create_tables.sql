-- The tables of the loader's database, as the pandera models describe them (python -m warehouse.ddl).
CREATE TABLE articles (
  article_id VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  headline VARCHAR,
  abstract VARCHAR,
  article_section VARCHAR,
  breadcrumb VARCHAR[],
  published_on DATE,
  date_published TIMESTAMPTZ,
  date_published_text VARCHAR,
  published_precision VARCHAR,
  tz_source VARCHAR,
  source_date VARCHAR,
  dateline VARCHAR,
  located VARCHAR,
  byline VARCHAR,
  authors VARCHAR[],
  translators VARCHAR[],
  credit_line VARCHAR,
  info_sources VARCHAR[],
  genre VARCHAR NOT NULL,
  language VARCHAR,
  article_body VARCHAR NOT NULL,
  paragraph_count INTEGER NOT NULL,
  word_count INTEGER NOT NULL,
  char_count INTEGER NOT NULL,
  image_count INTEGER NOT NULL,
  warnings VARCHAR[] NOT NULL,
  pub_status VARCHAR NOT NULL,
  inbox VARCHAR NOT NULL,
  path VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  first_created TIMESTAMPTZ NOT NULL,
  version_created TIMESTAMPTZ NOT NULL,
  changed_fields VARCHAR[],
  run_id VARCHAR NOT NULL,
  parser_version VARCHAR NOT NULL,
  contract_version VARCHAR NOT NULL
);
COMMENT ON TABLE articles IS 'The current version of each article, one row per article.';
COMMENT ON COLUMN articles.article_id IS 'Stable id of the article: the 16 hex digits of the file name, else derived from the first path.';
COMMENT ON COLUMN articles.version IS '1 for the first text seen, one more for each later one.';
COMMENT ON COLUMN articles.headline IS 'The title (ninjs headline).';
COMMENT ON COLUMN articles.abstract IS 'The standfirst under the headline (schema.org abstract).';
COMMENT ON COLUMN articles.article_section IS 'The section (schema.org articleSection).';
COMMENT ON COLUMN articles.breadcrumb IS 'The trail of sections as printed, from the home page down.';
COMMENT ON COLUMN articles.published_on IS 'Day of publication where the outlet is. NULL if only a month is known.';
COMMENT ON COLUMN articles.date_published IS 'Instant of publication. NULL unless the text gives a time of day.';
COMMENT ON COLUMN articles.date_published_text IS 'The stamp that date_published was read from, as printed.';
COMMENT ON COLUMN articles.published_precision IS 'How exact the publication date is: second, minute, day or month.';
COMMENT ON COLUMN articles.tz_source IS 'Where the time zone is from: text (printed) or outlet (its profile).';
COMMENT ON COLUMN articles.source_date IS 'The date in the file''s header line, as printed.';
COMMENT ON COLUMN articles.dateline IS 'The place before the lead, as printed (NewsML-G2 dateline).';
COMMENT ON COLUMN articles.located IS 'The usual spelling of the dateline''s place (ninjs located).';
COMMENT ON COLUMN articles.byline IS 'The line that names the authors, as printed.';
COMMENT ON COLUMN articles.authors IS 'The persons who wrote it.';
COMMENT ON COLUMN articles.translators IS 'The persons who translated it.';
COMMENT ON COLUMN articles.credit_line IS 'The sign-off at the end (NewsML-G2 creditline).';
COMMENT ON COLUMN articles.info_sources IS 'The agencies and outlets that the sign-off names.';
COMMENT ON COLUMN articles.genre IS 'article, photo_essay, live, digest or interview.';
COMMENT ON COLUMN articles.language IS 'Language of the text (BCP 47).';
COMMENT ON COLUMN articles.article_body IS 'The paragraphs, joined by a blank line; without place line, sign-off, captions and standfirst.';
COMMENT ON COLUMN articles.paragraph_count IS 'Paragraphs in article_body.';
COMMENT ON COLUMN articles.word_count IS 'Words in article_body, split at white space (schema.org wordCount).';
COMMENT ON COLUMN articles.char_count IS 'Unicode characters in article_body (ninjs charcount).';
COMMENT ON COLUMN articles.image_count IS 'Rows of article_images for this version.';
COMMENT ON COLUMN articles.warnings IS 'Names of the rules that this version breaks without being withheld.';
COMMENT ON COLUMN articles.pub_status IS 'usable or canceled (ninjs pubstatus).';
COMMENT ON COLUMN articles.inbox IS 'The inbox that the file was found in.';
COMMENT ON COLUMN articles.path IS 'The file''s path inside its inbox.';
COMMENT ON COLUMN articles.sha256 IS 'SHA-256 of the file''s bytes, in hex.';
COMMENT ON COLUMN articles.first_created IS 'When the first version was loaded (ninjs firstcreated).';
COMMENT ON COLUMN articles.version_created IS 'When this version was loaded (ninjs versioncreated).';
COMMENT ON COLUMN articles.changed_fields IS 'Columns that differ from the version before. NULL for the first version.';
COMMENT ON COLUMN articles.run_id IS 'The run that loaded this version.';
COMMENT ON COLUMN articles.parser_version IS 'Digest of the parser that read the text.';
COMMENT ON COLUMN articles.contract_version IS 'Digest of the rules that judged it.';

CREATE TABLE article_images (
  article_id VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  caption VARCHAR,
  credit_line VARCHAR,
  photographer VARCHAR
);
COMMENT ON TABLE article_images IS 'The pictures of every version of an article, as far as the text tells of them.';
COMMENT ON COLUMN article_images.article_id IS 'The article.';
COMMENT ON COLUMN article_images.version IS 'The article''s version.';
COMMENT ON COLUMN article_images.position IS 'Order in the text, from 1.';
COMMENT ON COLUMN article_images.caption IS 'The caption without its credit.';
COMMENT ON COLUMN article_images.credit_line IS 'The credit, as printed.';
COMMENT ON COLUMN article_images.photographer IS 'The person who took the picture.';

CREATE TABLE quarantine (
  inbox VARCHAR NOT NULL,
  path VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  article_id VARCHAR NOT NULL,
  rules VARCHAR[] NOT NULL,
  reason VARCHAR NOT NULL,
  first_seen TIMESTAMPTZ NOT NULL,
  attempts INTEGER NOT NULL,
  run_id VARCHAR NOT NULL
);
COMMENT ON TABLE quarantine IS 'One row per file that is withheld now.';
COMMENT ON COLUMN quarantine.inbox IS 'The inbox that the file is in.';
COMMENT ON COLUMN quarantine.path IS 'The file''s path inside the inbox.';
COMMENT ON COLUMN quarantine.sha256 IS 'SHA-256 of the file''s bytes, in hex.';
COMMENT ON COLUMN quarantine.article_id IS 'The article that the file would hold.';
COMMENT ON COLUMN quarantine.rules IS 'Names of the rules that withhold it.';
COMMENT ON COLUMN quarantine.reason IS 'What is wrong, in a sentence.';
COMMENT ON COLUMN quarantine.first_seen IS 'Since when the path is withheld.';
COMMENT ON COLUMN quarantine.attempts IS 'How often it was tried.';
COMMENT ON COLUMN quarantine.run_id IS 'The run that tried it last.';

CREATE TABLE issues (
  run_id VARCHAR NOT NULL,
  inbox VARCHAR NOT NULL,
  path VARCHAR NOT NULL,
  sha256 VARCHAR,
  article_id VARCHAR,
  rule VARCHAR NOT NULL,
  severity VARCHAR NOT NULL,
  stage VARCHAR NOT NULL,
  field VARCHAR,
  value VARCHAR,
  message VARCHAR NOT NULL,
  line_start INTEGER,
  line_end INTEGER
);
COMMENT ON TABLE issues IS 'Every error and warning ever found, one row per rule and place.';
COMMENT ON COLUMN issues.run_id IS 'The run that found it.';
COMMENT ON COLUMN issues.inbox IS 'The inbox that the file is in.';
COMMENT ON COLUMN issues.path IS 'The file''s path inside the inbox.';
COMMENT ON COLUMN issues.sha256 IS 'SHA-256 of the file''s bytes; NULL if it could not be read.';
COMMENT ON COLUMN issues.article_id IS 'The article that the file holds or would hold.';
COMMENT ON COLUMN issues.rule IS 'Name of the rule.';
COMMENT ON COLUMN issues.severity IS 'error (withheld) or warning (marked), as it was then.';
COMMENT ON COLUMN issues.stage IS 'Where it was found: read, parse, contract, batch or history.';
COMMENT ON COLUMN issues.field IS 'The column that it is about.';
COMMENT ON COLUMN issues.value IS 'The value at fault, cut to 200 characters, controls escaped.';
COMMENT ON COLUMN issues.message IS 'What is wrong, in a sentence.';
COMMENT ON COLUMN issues.line_start IS 'First line of it in the original, from 1.';
COMMENT ON COLUMN issues.line_end IS 'Last line of it in the original.';

CREATE TABLE files (
  inbox VARCHAR NOT NULL,
  path VARCHAR NOT NULL,
  article_id VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  size BIGINT NOT NULL,
  mtime_ns BIGINT NOT NULL,
  ctime_ns BIGINT NOT NULL,
  inode UBIGINT NOT NULL,
  status VARCHAR NOT NULL,
  duplicate_of VARCHAR,
  first_seen TIMESTAMPTZ NOT NULL,
  last_read TIMESTAMPTZ NOT NULL,
  missing_since TIMESTAMPTZ,
  moved_to VARCHAR,
  run_id VARCHAR NOT NULL
);
COMMENT ON TABLE files IS 'The ledger: one row per path ever seen, with what became of it.';
COMMENT ON COLUMN files.inbox IS 'The inbox that the path is in.';
COMMENT ON COLUMN files.path IS 'The path inside the inbox.';
COMMENT ON COLUMN files.article_id IS 'The article that the file holds or would hold.';
COMMENT ON COLUMN files.sha256 IS 'SHA-256 of the bytes last read, in hex.';
COMMENT ON COLUMN files.size IS 'Size in bytes when last read.';
COMMENT ON COLUMN files.mtime_ns IS 'Time of last modification, nanoseconds since 1970, when last read.';
COMMENT ON COLUMN files.ctime_ns IS 'Time of last inode change, nanoseconds since 1970, when last read.';
COMMENT ON COLUMN files.inode IS 'Inode number when last read.';
COMMENT ON COLUMN files.status IS 'loaded, quarantined or duplicate: what became of the bytes last read.';
COMMENT ON COLUMN files.duplicate_of IS 'The article_id that holds the same bytes, for a duplicate.';
COMMENT ON COLUMN files.first_seen IS 'When the path was first read.';
COMMENT ON COLUMN files.last_read IS 'When the path was last read.';
COMMENT ON COLUMN files.missing_since IS 'When a run first did not find it; NULL if it is there.';
COMMENT ON COLUMN files.moved_to IS 'The path that took over its article, for a missing file that moved.';
COMMENT ON COLUMN files.run_id IS 'The run that last changed this row.';

CREATE TABLE runs (
  run_id VARCHAR NOT NULL,
  inbox VARCHAR NOT NULL,
  state VARCHAR NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  finished_at TIMESTAMPTZ,
  seen BIGINT NOT NULL,
  new BIGINT NOT NULL,
  unchanged BIGINT NOT NULL,
  touched BIGINT NOT NULL,
  revised BIGINT NOT NULL,
  moved BIGINT NOT NULL,
  copied BIGINT NOT NULL,
  returned BIGINT NOT NULL,
  unsettled BIGINT NOT NULL,
  ignored BIGINT NOT NULL,
  missing BIGINT NOT NULL,
  read BIGINT NOT NULL,
  loaded BIGINT NOT NULL,
  quarantined BIGINT NOT NULL,
  duplicates BIGINT NOT NULL,
  batches INTEGER NOT NULL,
  bytes_read BIGINT NOT NULL,
  characters BIGINT NOT NULL,
  unclaimed BIGINT NOT NULL,
  error VARCHAR,
  published_at TIMESTAMPTZ,
  parser_version VARCHAR NOT NULL,
  contract_version VARCHAR NOT NULL,
  pid BIGINT NOT NULL,
  host VARCHAR NOT NULL
);
COMMENT ON TABLE runs IS 'One row per run, with its receipt. seen = new + unchanged + touched + revised + moved + copied + returned + unsettled + ignored, and read = loaded + quarantined + duplicates.';
COMMENT ON COLUMN runs.run_id IS 'Id of the run; sorts by time.';
COMMENT ON COLUMN runs.inbox IS 'The inbox that was scanned.';
COMMENT ON COLUMN runs.state IS 'running, completed, failed, or crashed (found dead by a later run).';
COMMENT ON COLUMN runs.started_at IS 'When the run began.';
COMMENT ON COLUMN runs.finished_at IS 'When the run ended; NULL if it did not.';
COMMENT ON COLUMN runs.seen IS 'Entries found in the inbox, directories not counted.';
COMMENT ON COLUMN runs.new IS 'Files whose path and bytes were unknown.';
COMMENT ON COLUMN runs.unchanged IS 'Files as the ledger knows them; not read.';
COMMENT ON COLUMN runs.touched IS 'Files whose stat changed and whose bytes did not.';
COMMENT ON COLUMN runs.revised IS 'Files with other bytes than before.';
COMMENT ON COLUMN runs.moved IS 'Known bytes at a new path, gone from the old one.';
COMMENT ON COLUMN runs.copied IS 'Known bytes at a new path, still at the old one.';
COMMENT ON COLUMN runs.returned IS 'Files that had been missing.';
COMMENT ON COLUMN runs.unsettled IS 'Files left pending: still growing, unreadable, or gone while we looked.';
COMMENT ON COLUMN runs.ignored IS 'Entries left out by name or kind.';
COMMENT ON COLUMN runs.missing IS 'Known files that this run was the first not to find.';
COMMENT ON COLUMN runs.read IS 'Files read.';
COMMENT ON COLUMN runs.loaded IS 'Files read that became a version of an article.';
COMMENT ON COLUMN runs.quarantined IS 'Files read that were withheld.';
COMMENT ON COLUMN runs.duplicates IS 'Files read whose bytes an article holds already.';
COMMENT ON COLUMN runs.batches IS 'Transactions committed.';
COMMENT ON COLUMN runs.bytes_read IS 'Bytes read.';
COMMENT ON COLUMN runs.characters IS 'Visible characters in the texts of the loaded files.';
COMMENT ON COLUMN runs.unclaimed IS 'Those of them that no field claims: a jump means that a layout changed.';
COMMENT ON COLUMN runs.error IS 'Why the run failed.';
COMMENT ON COLUMN runs.published_at IS 'When readers got what this run changed.';
COMMENT ON COLUMN runs.parser_version IS 'Digest of the parser.';
COMMENT ON COLUMN runs.contract_version IS 'Digest of the rules.';
COMMENT ON COLUMN runs.pid IS 'Process id of the run.';
COMMENT ON COLUMN runs.host IS 'Machine of the run.';

CREATE TABLE rules (
  rule VARCHAR NOT NULL,
  severity VARCHAR NOT NULL,
  stage VARCHAR NOT NULL,
  description VARCHAR NOT NULL,
  remedy VARCHAR NOT NULL
);
COMMENT ON TABLE rules IS 'The rules, with the severities that are in force.';
COMMENT ON COLUMN rules.rule IS 'Name of the rule.';
COMMENT ON COLUMN rules.severity IS 'error withholds, warning marks, off does nothing.';
COMMENT ON COLUMN rules.stage IS 'Where it is checked: read, parse, contract, batch or history.';
COMMENT ON COLUMN rules.description IS 'What is wrong when it fails.';
COMMENT ON COLUMN rules.remedy IS 'What the reader of the message can do.';

CREATE TABLE spans (
  article_id VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  position INTEGER NOT NULL,
  field VARCHAR NOT NULL,
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  line_start INTEGER NOT NULL,
  line_end INTEGER NOT NULL
);
COMMENT ON TABLE spans IS 'Which stretch of the original became which field, for every version of every article.';
COMMENT ON COLUMN spans.article_id IS 'The article.';
COMMENT ON COLUMN spans.version IS 'The article''s version.';
COMMENT ON COLUMN spans.position IS 'Order in the text, from 1.';
COMMENT ON COLUMN spans.field IS 'A column, unclaimed, or removed.<what> for text that was left out on purpose.';
COMMENT ON COLUMN spans.char_start IS 'First character in the normalised text, from 0.';
COMMENT ON COLUMN spans.char_end IS 'Character after the last one.';
COMMENT ON COLUMN spans.line_start IS 'First line in the original, from 1.';
COMMENT ON COLUMN spans.line_end IS 'Last line in the original.';

CREATE TABLE article_history (
  article_id VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  headline VARCHAR,
  abstract VARCHAR,
  article_section VARCHAR,
  breadcrumb VARCHAR[],
  published_on DATE,
  date_published TIMESTAMPTZ,
  date_published_text VARCHAR,
  published_precision VARCHAR,
  tz_source VARCHAR,
  source_date VARCHAR,
  dateline VARCHAR,
  located VARCHAR,
  byline VARCHAR,
  authors VARCHAR[],
  translators VARCHAR[],
  credit_line VARCHAR,
  info_sources VARCHAR[],
  genre VARCHAR NOT NULL,
  language VARCHAR,
  article_body VARCHAR NOT NULL,
  paragraph_count INTEGER NOT NULL,
  word_count INTEGER NOT NULL,
  char_count INTEGER NOT NULL,
  image_count INTEGER NOT NULL,
  warnings VARCHAR[] NOT NULL,
  pub_status VARCHAR NOT NULL,
  inbox VARCHAR NOT NULL,
  path VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  first_created TIMESTAMPTZ NOT NULL,
  version_created TIMESTAMPTZ NOT NULL,
  changed_fields VARCHAR[],
  run_id VARCHAR NOT NULL,
  parser_version VARCHAR NOT NULL,
  contract_version VARCHAR NOT NULL,
  valid_to TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE article_history IS 'Superseded versions of articles; article_versions shows them together with the current ones.';
COMMENT ON COLUMN article_history.article_id IS 'Stable id of the article: the 16 hex digits of the file name, else derived from the first path.';
COMMENT ON COLUMN article_history.version IS '1 for the first text seen, one more for each later one.';
COMMENT ON COLUMN article_history.headline IS 'The title (ninjs headline).';
COMMENT ON COLUMN article_history.abstract IS 'The standfirst under the headline (schema.org abstract).';
COMMENT ON COLUMN article_history.article_section IS 'The section (schema.org articleSection).';
COMMENT ON COLUMN article_history.breadcrumb IS 'The trail of sections as printed, from the home page down.';
COMMENT ON COLUMN article_history.published_on IS 'Day of publication where the outlet is. NULL if only a month is known.';
COMMENT ON COLUMN article_history.date_published IS 'Instant of publication. NULL unless the text gives a time of day.';
COMMENT ON COLUMN article_history.date_published_text IS 'The stamp that date_published was read from, as printed.';
COMMENT ON COLUMN article_history.published_precision IS 'How exact the publication date is: second, minute, day or month.';
COMMENT ON COLUMN article_history.tz_source IS 'Where the time zone is from: text (printed) or outlet (its profile).';
COMMENT ON COLUMN article_history.source_date IS 'The date in the file''s header line, as printed.';
COMMENT ON COLUMN article_history.dateline IS 'The place before the lead, as printed (NewsML-G2 dateline).';
COMMENT ON COLUMN article_history.located IS 'The usual spelling of the dateline''s place (ninjs located).';
COMMENT ON COLUMN article_history.byline IS 'The line that names the authors, as printed.';
COMMENT ON COLUMN article_history.authors IS 'The persons who wrote it.';
COMMENT ON COLUMN article_history.translators IS 'The persons who translated it.';
COMMENT ON COLUMN article_history.credit_line IS 'The sign-off at the end (NewsML-G2 creditline).';
COMMENT ON COLUMN article_history.info_sources IS 'The agencies and outlets that the sign-off names.';
COMMENT ON COLUMN article_history.genre IS 'article, photo_essay, live, digest or interview.';
COMMENT ON COLUMN article_history.language IS 'Language of the text (BCP 47).';
COMMENT ON COLUMN article_history.article_body IS 'The paragraphs, joined by a blank line; without place line, sign-off, captions and standfirst.';
COMMENT ON COLUMN article_history.paragraph_count IS 'Paragraphs in article_body.';
COMMENT ON COLUMN article_history.word_count IS 'Words in article_body, split at white space (schema.org wordCount).';
COMMENT ON COLUMN article_history.char_count IS 'Unicode characters in article_body (ninjs charcount).';
COMMENT ON COLUMN article_history.image_count IS 'Rows of article_images for this version.';
COMMENT ON COLUMN article_history.warnings IS 'Names of the rules that this version breaks without being withheld.';
COMMENT ON COLUMN article_history.pub_status IS 'usable or canceled (ninjs pubstatus).';
COMMENT ON COLUMN article_history.inbox IS 'The inbox that the file was found in.';
COMMENT ON COLUMN article_history.path IS 'The file''s path inside its inbox.';
COMMENT ON COLUMN article_history.sha256 IS 'SHA-256 of the file''s bytes, in hex.';
COMMENT ON COLUMN article_history.first_created IS 'When the first version was loaded (ninjs firstcreated).';
COMMENT ON COLUMN article_history.version_created IS 'When this version was loaded (ninjs versioncreated).';
COMMENT ON COLUMN article_history.changed_fields IS 'Columns that differ from the version before. NULL for the first version.';
COMMENT ON COLUMN article_history.run_id IS 'The run that loaded this version.';
COMMENT ON COLUMN article_history.parser_version IS 'Digest of the parser that read the text.';
COMMENT ON COLUMN article_history.contract_version IS 'Digest of the rules that judged it.';
COMMENT ON COLUMN article_history.valid_to IS 'When the next version replaced it; NULL for the current one.';
