"""Lines that an extraction has glued together, taken apart where a place line or the outlet's stamp shows the seam.

``… VNA/VNS Photo Mai TríHÀ NỘI — The`` is a caption and the lead. A page whose line ends are all gone has its
stamp between headline and standfirst, and its place line before the lead.
"""

import re

from articles.credits.photo_credits import read_credit
from articles.datelines.places import read_place_line
from articles.layout import Line
from articles.outlets.profile import Profile
from articles.story.sections import split_flat_breadcrumb

_MOST_LINES = 3  # of a page without line ends
_STAMP = re.compile(r" (?P<stamp>[A-Z][a-z]{2,8} \d\d, \d{4} - \d\d:\d\d) (?=\S)")
_LEADING_STAMP = re.compile(
    r"""
    (?: [^\W\d_]{2,12} \s (?: le \s | on \s | em \s )? )?       # Publié le
    \d{1,2} ([/.-]) \d{1,2} \1 \d{4}                          # 26/07/2024
    (?: ,? \s | \s - \s ) (?: à \s | at \s | um \s | às \s )?
    \d{1,2} [:h.] \d{2} (?: \s Uhr )? (?= \s [^\W\d_] )     # 13:25, and the text
    """,
    re.VERBOSE,
)
_SENTENCE_END = re.compile(r"(?<=[a-z\d”’)])[.!?]”?\s(?=[^\W\d_a-zß-ÿ])")
_SEAM = re.compile(r"(?:(?<=[^\W\d_A-ZÀ-Þ])|(?<=[.”]))\s?(?=[^\W\d_a-zß-ÿ]{2}[^\na-z—–]{0,30} ?[—–] ?[“\"A-Z])")
_LONGEST_CRUMBS = 80  # characters from the start of the line within which its breadcrumb stands
_REACH = 12  # lines from the top within which a caption may be glued to the lead
_LOOKED_AT = 1_500  # characters
_LONGEST_HEAD = 700  # characters before the seam of a place line


def unglue(text: str, lines: list[Line], profile: Profile) -> list[Line]:
    """Return the lines of a text, with those that were glued taken apart."""
    if lines and _may_be_flat(lines) and (flat := _split_flat(lines[0], profile)):
        return _ranked([*flat, *lines[1:]])
    if lines and lines[0].number == 1 and _LEADING_STAMP.match(lines[0].text):
        lines = _ranked([*_split_at_stamp(lines[0]), *lines[1:]])
    if text.find("hoto", 0, _LOOKED_AT) < 0:
        return lines
    for at, line in enumerate(lines[:_REACH]):
        if "hoto" in line.text and ("—" in line.text or "–" in line.text):
            parts = _split_at_place(line, profile)
            if parts:
                return _ranked([*lines[:at], *parts, *lines[at + 1 :]])
    return lines


def _may_be_flat(lines: list[Line]) -> bool:
    """Whether the first line may hold the whole head: few lines follow it, or it has a breadcrumb inside."""
    return len(lines) <= _MOST_LINES or "Home " in lines[0].text[1:_LONGEST_CRUMBS]


def _split_at_stamp(line: Line) -> list[Line]:
    """Split the stamp that follows the header from the lead on its line: ``26/07/2024 à 13:25 Les riverains``."""
    stamp = _LEADING_STAMP.match(line.text)
    end = stamp.end() if stamp else 0
    return [_part(line, 0, end), _part(line, end, None, gap=True)]


def _split_at_place(line: Line, profile: Profile) -> list[Line]:
    """Split a caption from the place line that is glued to its photographer; nothing if there is no seam."""
    for seam in _SEAM.finditer(line.text, 1, _LONGEST_HEAD):
        place = read_place_line(line.text[seam.end() :], profile)
        if place and place.located:
            return [_part(line, 0, seam.start()), _part(line, seam.end(), None, gap=True)]
    return []


def _split_flat(line: Line, profile: Profile) -> list[Line]:
    """Split a page without line ends: sections, headline, stamp, what is between, the body."""
    stamp = _STAMP.search(line.text, 0, _LONGEST_HEAD)
    if stamp is None:
        return []
    head = split_flat_breadcrumb(line.text[: stamp.start()], profile)
    parts = [
        _part(line, 0, head.label),
        _part(line, head.label, head.crumbs),
        _part(line, head.crumbs, stamp.start(), gap=True),
    ]
    parts.append(_part(line, stamp.start("stamp"), stamp.end("stamp"), gap=True))
    rest = _part(line, stamp.end("stamp"), None)
    placed = _split_at_place(rest, profile)
    below = [*_split_standfirst(placed[0], profile), placed[1]] if placed else [rest]
    return [part for part in (*parts, *below) if part.text]


def _split_standfirst(line: Line, profile: Profile) -> list[Line]:
    """Split the standfirst from the caption behind it, which is one sentence with a credit."""
    credit = read_credit(line.text, profile)
    ends = [end.end() for end in _SENTENCE_END.finditer(line.text, 0, credit.start)] if credit else []
    return [_part(line, 0, ends[-1]), _part(line, ends[-1], None)] if ends else [line]


def _part(line: Line, start: int, end: int | None, *, gap: bool = False) -> Line:
    """Return a part of a line as a line of its own."""
    text = line.text[start:end]
    first = line.start + start + len(text) - len(text.lstrip())
    text = text.strip()
    return line._replace(start=first, end=first + len(text), text=text, gap=gap, cut=True)


def _ranked(lines: list[Line]) -> list[Line]:
    return [line._replace(rank=rank) for rank, line in enumerate(lines)]
