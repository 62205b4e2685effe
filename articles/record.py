"""What the parser says of one file: the record, what it noticed, and where each field came from.

Field names follow IPTC ninjs 3.1 in snake_case, schema.org NewsArticle where ninjs has no property.
How grave a finding is, the parser does not know: ``schemas.rules`` says.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

Precision = Literal["second", "minute", "day", "month"]
ZoneSource = Literal["text", "outlet"]
Genre = Literal["article", "photo_essay", "live", "digest", "interview"]


class Image(NamedTuple):
    """One picture of an article, in the order of the text; None where the text does not say."""

    caption: str | None
    credit_line: str | None
    photographer: str | None


class Finding(NamedTuple):
    """Something noticed in the text, under the name of a rule in ``schemas.rules``.

    Lines count from 1 in the original file; they are None where the finding is about no line.
    """

    rule: str
    field: str | None = None
    value: str | None = None
    detail: str = ""
    line_start: int | None = None
    line_end: int | None = None


class Span(NamedTuple):
    """A stretch of the normalised text and the field that it became.

    ``start`` and ``end`` are character offsets, end exclusive; lines count from 1, end inclusive.
    ``field`` is a column of ``articles``, ``images.caption`` and the like, ``unclaimed``,
    or ``removed.<what>`` for text that was left out on purpose (menu, boilerplate, repetition).
    """

    field: str
    start: int
    end: int
    line_start: int
    line_end: int


@dataclass(frozen=True, slots=True)
class Article:
    """What the text of one file says. None and empty tuples where it says nothing."""

    headline: str | None = None
    abstract: str | None = None
    article_section: str | None = None
    breadcrumb: tuple[str, ...] = ()
    published_on: date | None = None  # local day of the outlet; None if only a month is known
    date_published: datetime | None = None  # aware, UTC; only if the text gives a time of day
    date_published_text: str | None = None  # the stamp as printed
    published_precision: Precision | None = None
    tz_source: ZoneSource | None = None
    source_date: str | None = None  # the header's date as printed: 2025-05-05 or 2025-05
    dateline: str | None = None  # the place as printed
    located: str | None = None  # its usual spelling
    byline: str | None = None
    authors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    credit_line: str | None = None  # the sign-off without its dash: VNA/VNS
    info_sources: tuple[str, ...] = ()  # the sign-off's parts (VNA, VNS); without one the agency in the place line
    genre: Genre = "article"
    language: str | None = None  # BCP 47
    paragraphs: tuple[str, ...] = ()  # of the body; no line ends in them, and no two blanks side by side
    images: tuple[Image, ...] = ()

    @property
    def article_body(self) -> str:
        """The paragraphs, joined by a blank line."""
        return "\n\n".join(self.paragraphs)


class Parsed(NamedTuple):
    """The parser's whole answer for one file.

    ``article`` is None where the text is no article: a finding then says why, and no field is claimed.
    ``text`` is the normalised text that the spans refer to. The spans are in the order of the text and do
    not overlap; together they hold every visible character of it exactly once.
    """

    article: Article | None
    findings: tuple[Finding, ...]
    spans: tuple[Span, ...]
    text: str
