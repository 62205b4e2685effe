"""The page as lines: where each begins, and whether a blank line stands before it."""

from itertools import pairwise
from typing import NamedTuple

from articles.text.prose import ends_in_midst

MOST_LINES = 20_000  # visible lines of one file; no article comes near
_ESCAPED = "\\n"  # the two characters by which some crawlers end a paragraph
_FEWEST_WRAPS = 3  # lines that break off within a sentence, before they count as wrapped
_WRAP_AT = range(40, 121)  # characters of a wrapped line


class Line(NamedTuple):
    """One visible line. ``start`` and ``end`` are offsets in the normalised text, without outer blanks."""

    number: int  # in the original, from 1
    start: int
    end: int
    text: str
    gap: bool  # nothing, or a blank line, stands before it
    rank: int  # among the visible lines, from 0
    cut: bool = False  # its end belongs to something else


def read_lines(text: str, start: int = 0) -> list[Line]:
    """Return the visible lines of the text from an offset on line 1; at most ``MOST_LINES`` and one more."""
    if "\\" in text and text.count(_ESCAPED) and text.count(_ESCAPED) >= text.count("\n"):
        return _split_escaped(_split(text, start))
    lines = _split(text, start)
    return _join_wrapped(lines, text) if _is_wrapped(lines) else lines


def _split(text: str, start: int) -> list[Line]:
    lines: list[Line] = []
    at, gap, number, rank = start, True, 0, 0
    all_lines = text.split("\n")
    all_lines[0] = all_lines[0][start:]  # the offset is on line 1
    for raw in all_lines:
        number += 1
        if not raw:
            gap = True
            at += 1
            continue
        body = raw.strip()
        size = len(raw)
        if body:
            begin = at if len(body) == size else at + size - len(raw.lstrip())
            lines.append(Line(number, begin, begin + len(body), body, gap, rank))
            rank += 1
            if rank > MOST_LINES:
                break
        gap = not body
        at += size + 1
    return lines


def _split_escaped(lines: list[Line]) -> list[Line]:
    r"""Split lines at the two characters ``\n``; two pairs of them are a blank line."""
    found: list[Line] = []
    for line in lines:
        at, gap = line.start, line.gap
        for raw in line.text.split(_ESCAPED):
            body = raw.strip()
            if body:
                begin = at + raw.index(body)
                found.append(Line(line.number, begin, begin + len(body), body, gap, len(found)))
            gap = not body
            at += len(raw) + len(_ESCAPED)
    return found[: MOST_LINES + 1]


def _is_wrapped(lines: list[Line]) -> bool:
    """Whether most lines that are not the last of their block break off within a sentence."""
    if len(lines) < 2 * _FEWEST_WRAPS or not any(len(line.text) in _WRAP_AT for line in lines[1:3]):
        return False
    inner = [(above, line) for above, line in pairwise(lines) if not line.gap]
    wraps = sum(_breaks_off(above.text, line.text) for above, line in inner)
    return wraps >= _FEWEST_WRAPS and wraps * 2 > len(inner)


def _breaks_off(above: str, below: str) -> bool:
    if len(above) not in _WRAP_AT or above[-1] in '.!?:”"':
        return False
    return below[0].islower() or ends_in_midst(above)


def _join_wrapped(lines: list[Line], text: str) -> list[Line]:
    """Join the lines of each block: all but its last one have about the same length."""
    width = max(len(line.text) for line in lines if len(line.text) in _WRAP_AT)
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and not line.gap and _is_full(text[last.start : last.end].rpartition("\n")[2], width):
            joined[-1] = last._replace(end=line.end, text=f"{last.text} {line.text}")
        else:
            joined.append(line._replace(rank=len(joined)))
    return joined


def _is_full(text: str, width: int) -> bool:
    return width * 3 // 4 <= len(text) <= width
