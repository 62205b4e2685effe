"""Where each field came from: claims on stretches of the text, made into a partition of it."""

from typing import NamedTuple

from articles.record import Span


class Claim(NamedTuple):
    """A field's hold on a stretch of the text, with the lines that it begins and ends on."""

    start: int
    end: int
    field: str
    first: int
    last: int


def partition(text: str, claims: list[Claim]) -> tuple[Span, ...]:
    """Return the spans that hold every visible character of the text once, in its order.

    Claims do not overlap. Neighbours of one field with only blanks between them become one span; what nobody
    claims becomes ``unclaimed``.
    """
    pieces: list[Claim] = []
    at = line = 0
    for claim in sorted(claims):
        between = text[at : claim.start]
        if between and not between.isspace():
            pieces.append(_unclaimed(between, at, line))
        pieces.append(claim)
        at, line = claim.end, claim.last - 1
    between = text[at:]
    if between and not between.isspace():
        pieces.append(_unclaimed(between, at, line))
    return _merge(pieces)


def _unclaimed(between: str, at: int, line: int) -> Claim:
    """Return what nobody claimed of a stretch that begins at an offset, after so many whole lines."""
    blank = len(between) - len(between.lstrip())
    visible = between.strip()
    first = line + between.count("\n", 0, blank) + 1
    return Claim(at + blank, at + blank + len(visible), "unclaimed", first, first + visible.count("\n"))


def _merge(pieces: list[Claim]) -> tuple[Span, ...]:
    """Join neighbours of one field: what lies between pieces is blank by now."""
    spans: list[Span] = []
    field, start, end, first, last = "", 0, 0, 0, 0
    for piece in pieces:
        if piece.field == field:
            end, last = piece.end, piece.last
            continue
        if field:
            spans.append(Span(field, start, end, first, last))
        start, end, field, first, last = piece
    if field:
        spans.append(Span(field, start, end, first, last))
    return tuple(spans)
