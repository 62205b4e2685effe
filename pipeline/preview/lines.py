"""Label the lines of an original by the field that each became, for ``parse`` and ``explain``."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from articles.record import Span

UNCLAIMED = "unclaimed"
_DERIVED = {
    "article_section": ("breadcrumb",),
    "published_on": ("date_published", "source_date", "dateline"),
    "date_published_text": ("date_published",),
    "published_precision": ("date_published", "source_date"),
    "tz_source": ("date_published",),
    "located": ("dateline",),
    "authors": ("byline", "dateline", "abstract"),
    "translators": ("byline",),
    "info_sources": ("credit_line", "dateline"),
    "image_count": ("images",),
    "paragraph_count": ("article_body",),
    "word_count": ("article_body",),
    "char_count": ("article_body",),
}
"""Fields that may have no line of their own, and those whose lines they are read from."""


class Piece(NamedTuple):
    """A line, or the part of it that is one field's; line numbers count from 1. Of an empty line nothing is."""

    line: int
    field: str | None
    text: str


def label_lines(text: str, spans: Sequence[Span]) -> list[Piece]:
    """Every line of a normalised text, in parts where it is several fields'.

    Spans that do not fit the text, because a parser with other offsets made them, label whole lines.
    """
    if not _fit(text, spans):
        spans = _whole_lines(text, spans)
    waiting = deque(spans)
    pieces: list[Piece] = []
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        end = at + len(line)
        parts = list(_parts(text, at, end, waiting))
        pieces += [Piece(number, field, part) for field, part in parts] or [Piece(number, None, "")]
        at = end + 1
    return pieces


def is_of(label: str | None, field: str) -> bool:
    """Whether a label is a field's, or one of a group's: images.caption is of ``images``."""
    return label is not None and (label == field or label.startswith(f"{field}."))


def source_of(field: str, labels: Iterable[str]) -> str:
    """The field whose lines give this one: itself, or if it has no line of its own the one that it is read from."""
    claimed = list(labels)
    return next((name for name in (field, *_DERIVED.get(field, ())) if any(is_of(x, name) for x in claimed)), field)


def _parts(text: str, start: int, end: int, waiting: deque[Span]) -> Iterator[tuple[str, str]]:
    """The parts of the line between two offsets; spans that end in it are taken from those that wait."""
    while waiting and waiting[0].start < end:
        span = waiting[0]
        if part := text[max(span.start, start) : min(span.end, end)].strip():
            yield span.field, part
        if span.end > end:
            return
        waiting.popleft()


def _fit(text: str, spans: Sequence[Span]) -> bool:
    """Whether the spans begin in the lines that they name, and end in the text."""
    line, at = 1, 0
    for span in spans:
        line += text.count("\n", at, span.start)
        at = span.start
        if line != span.line_start or span.end > len(text):
            return False
    return True


def _whole_lines(text: str, spans: Sequence[Span]) -> list[Span]:
    """The same spans from the start of their first line to the end of their last."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    last = len(starts) - 1
    return [s._replace(start=starts[min(s.line_start, last) - 1], end=starts[min(s.line_end, last)] - 1) for s in spans]
