"""Where each field came from: claims on stretches of the text, made into a partition of it."""

from articles.record import Span

Claim = tuple[int, int, str]
"""A field's hold on a stretch of the text: start, end, field. A bare tuple, since every file has a dozen."""


def partition(text: str, claims: list[Claim]) -> tuple[Span, ...]:
    """Return the spans that hold every visible character of the text once, in its order.

    Claims do not overlap. Neighbours of one field with only blanks between them become one span; what nobody
    claims becomes ``unclaimed``.
    """
    claims.sort()
    left: list[Claim] = []
    at, size = 0, len(text)
    for start, end, _ in claims:
        if start > at and not text[at:start].isspace():
            left.append(_unclaimed(text[at:start], at))
        at = end
    if size > at and not text[at:].isspace():
        left.append(_unclaimed(text[at:], at))
    return _merge(text, sorted(claims + left) if left else claims)


def _unclaimed(between: str, at: int) -> Claim:
    """Return what nobody claimed of a stretch that begins at an offset."""
    first = at + len(between) - len(between.lstrip())
    return first, first + len(between.strip()), "unclaimed"


def _merge(text: str, pieces: list[Claim]) -> tuple[Span, ...]:
    """Join neighbours of one field, and count lines."""
    spans: list[Span] = []
    held, first, last = "", 0, 0
    line, counted = 1, 0
    for start, end, field in (*pieces, (0, 0, "")):
        if field == held:
            last = end
            continue
        if held:
            begin = line + text.count("\n", counted, first)
            line = begin + text.count("\n", first, last)
            counted = last
            spans.append(Span(held, first, last, begin, line))
        held, first, last = field, start, end
    return tuple(spans)
