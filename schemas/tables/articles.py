"""What a valid row of ``articles`` is.

A check's name is the name of its rule in ``schemas.rules``; the rule's severity says whether a row that fails
is withheld or marked. Descriptions become the column's COMMENT, the data dictionary's text and the JSON Schema.
"""

from datetime import date
from typing import Annotated

import pandera.polars as pa
import polars as pl

from schemas.rules import RULES
from schemas.tables.checks import no_control_characters, no_longer_than

Timestamp = Annotated[pl.Datetime, "us", "UTC"]
Texts = Annotated[pl.List, pl.String]

PRECISIONS = ("second", "minute", "day", "month")
ZONE_SOURCES = ("text", "outlet")
GENRES = ("article", "photo_essay", "live", "digest", "interview")
ARTICLE_ID = "^[0-9a-f]{16}$"
SHA256 = "^[0-9a-f]{64}$"
LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"
"""BCP 47: a primary subtag, then subtags of 1 to 8 letters or digits."""
COUNT = {"minimum": 0}
FIRST_PAGE = date(1991, 8, 6)
"""No news page is older than the web."""


class Articles(pa.DataFrameModel):
    """The current version of each article, one row per article."""

    article_id: str = pa.Field(
        description="Stable id of the article: the 16 hex digits of the file name, else derived from the first path.",
        metadata={"rule": "article_id_malformed", "pattern": ARTICLE_ID},
    )
    version: pl.Int32 = pa.Field(
        description="1 for the first text seen, one more for each later one.", metadata={"minimum": 1}
    )
    headline: str = pa.Field(nullable=True, description="The title (ninjs headline).")
    abstract: str = pa.Field(nullable=True, description="The standfirst under the headline (schema.org abstract).")
    article_section: str = pa.Field(nullable=True, description="The section (schema.org articleSection).")
    breadcrumb: Texts = pa.Field(
        nullable=True, description="The trail of sections as printed, from the home page down."
    )
    published_on: pl.Date = pa.Field(
        nullable=True, description="Day of publication where the outlet is. NULL if only a month is known."
    )
    date_published: Timestamp = pa.Field(
        nullable=True, description="Instant of publication. NULL unless the text gives a time of day."
    )
    date_published_text: str = pa.Field(
        nullable=True, description="The stamp that date_published was read from, as printed."
    )
    published_precision: str = pa.Field(
        nullable=True,
        description="How exact the publication date is: second, minute, day or month.",
        metadata={"rule": "precision_inconsistent", "enum": PRECISIONS},
    )
    tz_source: str = pa.Field(
        nullable=True,
        description="Where the time zone is from: text (printed) or outlet (its profile).",
        metadata={"enum": ZONE_SOURCES},
    )
    source_date: str = pa.Field(nullable=True, description="The date in the file's header line, as printed.")
    dateline: str = pa.Field(nullable=True, description="The place before the lead, as printed (NewsML-G2 dateline).")
    located: str = pa.Field(nullable=True, description="The usual spelling of the dateline's place (ninjs located).")
    byline: str = pa.Field(nullable=True, description="The line that names the authors, as printed.")
    authors: Texts = pa.Field(nullable=True, description="The persons who wrote it.")
    translators: Texts = pa.Field(nullable=True, description="The persons who translated it.")
    credit_line: str = pa.Field(nullable=True, description="The sign-off at the end (NewsML-G2 creditline).")
    info_sources: Texts = pa.Field(nullable=True, description="The agencies and outlets that the sign-off names.")
    genre: str = pa.Field(
        description="article, photo_essay, live, digest or interview.",
        metadata={"rule": "genre_unknown", "enum": GENRES},
    )
    language: str = pa.Field(
        nullable=True,
        description="Language of the text (BCP 47).",
        metadata={"rule": "language_malformed", "pattern": LANGUAGE},
    )
    article_body: str = pa.Field(
        description="The paragraphs, joined by a blank line; without place line, sign-off, captions and standfirst.",
        metadata={"rule": "body_missing", "minLength": 1},
    )
    paragraph_count: pl.Int32 = pa.Field(description="Paragraphs in article_body.", metadata=COUNT)
    word_count: pl.Int32 = pa.Field(
        description="Words in article_body, split at white space (schema.org wordCount).", metadata=COUNT
    )
    char_count: pl.Int32 = pa.Field(description="Unicode characters in article_body (ninjs charcount).", metadata=COUNT)
    image_count: pl.Int32 = pa.Field(description="Rows of article_images for this version.", metadata=COUNT)
    warnings: Texts = pa.Field(
        description="Names of the rules that this version breaks without being withheld.",
        metadata={"items": {"type": "string", "pattern": "^[a-z_]+$"}},
    )
    pub_status: str = pa.Field(
        description="usable or canceled (ninjs pubstatus).", metadata={"enum": ("usable", "canceled")}
    )
    inbox: str = pa.Field(description="The inbox that the file was found in.")
    path: str = pa.Field(description="The file's path inside its inbox.")
    sha256: str = pa.Field(description="SHA-256 of the file's bytes, in hex.", metadata={"pattern": SHA256})
    first_created: Timestamp = pa.Field(description="When the first version was loaded (ninjs firstcreated).")
    version_created: Timestamp = pa.Field(description="When this version was loaded (ninjs versioncreated).")
    changed_fields: Texts = pa.Field(
        nullable=True, description="Columns that differ from the version before. NULL for the first version."
    )
    run_id: str = pa.Field(description="The run that loaded this version.")
    parser_version: str = pa.Field(description="Digest of the parser that read the text.")
    contract_version: str = pa.Field(description="Digest of the rules that judged it.")

    @pa.check("article_id", name="article_id_malformed")
    @classmethod
    def _article_id(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key).str.contains(ARTICLE_ID))

    @pa.check("headline", name="headline_too_long")
    @classmethod
    def _headline(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return no_longer_than(data, **RULES["headline_too_long"].values)

    @pa.check("abstract", name="abstract_too_long")
    @classmethod
    def _abstract(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return no_longer_than(data, **RULES["abstract_too_long"].values)

    @pa.check("dateline", name="dateline_too_long")
    @classmethod
    def _dateline(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return no_longer_than(data, **RULES["dateline_too_long"].values)

    @pa.check("article_body", name="body_missing")
    @classmethod
    def _body(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key).str.len_chars() > 0)

    @pa.check("published_on", name="date_out_of_range")
    @classmethod
    def _published_on(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key) >= FIRST_PAGE)

    @pa.check("language", name="language_malformed")
    @classmethod
    def _language(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key).str.contains(LANGUAGE))

    @pa.check("genre", name="genre_unknown")
    @classmethod
    def _genre(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col(data.key).is_in(GENRES))

    @pa.check("headline|abstract|article_section|dateline|byline|credit_line", name="control_characters", regex=True)
    @classmethod
    def _printable(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return no_control_characters(data)

    @pa.dataframe_check(name="precision_inconsistent")
    @classmethod
    def _precision(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """An instant has a time of day and a zone; a day or a month has neither."""
        known = pl.col("published_precision").is_in(PRECISIONS).fill_null(value=True)
        timed = pl.col("published_precision").is_in(PRECISIONS[:2]).fill_null(value=False)
        instant = pl.col("date_published").is_not_null()
        zone = pl.col("tz_source").is_not_null()
        day = pl.col("published_precision").is_in(PRECISIONS[:3]).fill_null(value=False)
        return data.lazyframe.select(
            known & (timed == instant) & (timed == zone) & (day == pl.col("published_on").is_not_null())
        )

    class Config:
        title = "articles"
        metadata = {"primary_key": ["article_id"]}  # noqa: RUF012  pandera reads a class attribute
        strict = True
