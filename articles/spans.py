"""Where each field came from: claims on stretches of the text, made into a partition of it."""

from typing import NamedTuple

from articles.record import Span


class Claim(NamedTuple):
    """A field's hold on a stretch of the text."""

    start: int
    end: int
    field: str


def partition(text: str, claims: list[Claim]) -> tuple[Span, ...]:
    """Return the spans that hold every visible character of the text once, in its order.

    Claims do not overlap. Neighbours of one field with only blanks between them become one span; what nobody
    claims becomes ``unclaimed``.
    """
    claims.sort()
    pieces: list[Claim] = []
    at = 0
    for claim in (*claims, Claim(len(text), len(text), "")):
        if claim[0] - at > 1 and not (between := text[at : claim[0]]).isspace():
            pieces.append(_unclaimed(between, at))
        elif claim[0] - at == 1 and not text[at].isspace():
            pieces.append(_unclaimed(text[at], at))
        pieces.append(claim)
        at = claim[1]
    return _merge(text, pieces)


def _unclaimed(between: str, at: int) -> Claim:
    """Return what nobody claimed of a stretch that begins at an offset."""
    first = at + len(between) - len(between.lstrip())
    return Claim(first, first + len(between.strip()), "unclaimed")


def _merge(text: str, pieces: list[Claim]) -> tuple[Span, ...]:
    """Join neighbours of one field, and count lines; the last piece is empty."""
    spans: list[Span] = []
    field, start, end = "", 0, 0
    line, counted = 1, 0
    for piece in pieces:
        if piece[2] == field:
            end = piece[1]
            continue
        if field:
            first = line + text.count("\n", counted, start)
            line = first + text.count("\n", start, end)
            counted = end
            spans.append(Span(field, start, end, first, line))
        start, end, field = piece
    return tuple(spans)
