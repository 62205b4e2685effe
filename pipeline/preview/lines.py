"""The lines of an original, each labelled by the field that it became: what ``parse`` and ``explain`` show."""

import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size
from typing import NamedTuple

import click

from articles.record import Span
from schemas.text import printable

UNCLAIMED = "unclaimed"
_SHORT = 100
"""Characters of a line that is cut on request."""
_LEAST_ROOM = 20
"""Characters for the text, however narrow the terminal is."""
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


def echo_lines(pieces: Sequence[Piece], *, short: bool = False) -> None:
    """Print lines beside their fields, in colour on a terminal; what no field claims has a ``!`` too.

    Of empty lines that follow each other the first is shown.
    """
    width = max((len(piece.field or "") for piece in pieces), default=0)
    digits = len(str(pieces[-1].line)) if pieces else 0
    room = get_terminal_size().columns - width - digits - 4 if sys.stdout.isatty() else None
    last = None
    for piece in pieces:
        if piece.field or last != "":
            text = printable(piece.text, _SHORT if short else len(piece.text) + 1)
            _echo_piece(piece, _folded(text, room), width, digits)
        last = piece.field or ""


def _echo_piece(piece: Piece, parts: Sequence[str], width: int, digits: int) -> None:
    """Print a line that was folded into parts."""
    mark = "!" if piece.field == UNCLAIMED else "|"
    for at, part in enumerate(parts):
        label = click.style(f"{'' if at else piece.field or '':<{width}}", fg=_colour(piece.field))
        click.echo(f"{label} {'' if at else piece.line:>{digits}} {mark} {part}".rstrip())


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


def _folded(text: str, room: int | None) -> list[str]:
    """The text in lines that fit; letters of double width count as two."""
    if room is None or len(text) * 2 <= room:
        return [text]
    from rich.console import Console
    from rich.text import Text

    room = max(room, _LEAST_ROOM)
    return [line.plain.rstrip() for line in Text(text).wrap(Console(width=room), room)]


def _colour(field: str | None) -> str:
    if field is None or field.startswith("removed."):
        return "bright_black"
    if field == UNCLAIMED:
        return "red"
    return "cyan" if field.startswith("images.") else "green"
