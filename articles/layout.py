"""The page as lines: where each begins, and whether a blank line stands before it."""

from typing import NamedTuple

MOST_LINES = 20_000  # visible lines of one file; no article comes near


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
    lines: list[Line] = []
    at, gap, index = start, True, 0
    for number, raw in enumerate(text[start:].split("\n"), 1):
        body = raw.strip()
        if body:
            begin = at if raw[0] == body[0] else at + len(raw) - len(raw.lstrip())
            lines.append(Line(number, begin, begin + len(body), body, gap, index))
            gap = False
            index += 1
            if index > MOST_LINES:
                break
        else:
            gap = True
        at += len(raw) + 1
    return lines
