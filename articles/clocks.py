"""Which stamp is the story's: the page's own clock, a «3 hours ago» and an «updated» are not (FORMAT 4.6)."""

import re
from typing import NamedTuple

from articles.credits import read_credit
from articles.layout import Line
from articles.notes import Notes
from articles.profile import Profile
from articles.prose import is_prose, is_title
from articles.stamps import LONGEST, Stamp, read_stamp

_REACH = 6  # lines below the section within which the stamp stands
_AGO = re.compile(
    r"""
    \b (?: \d+ | an? ) \s (?: second | min | minute | hour | day | week | month | year ) s? \s ago \b
    | \b il \s y \s a \s \d+ \s
    | ^ \d{1,2} : \d{2} $                     # a time of no day
    """,
    re.VERBOSE,
)


class StampLine(NamedTuple):
    """The story's stamp and its index in the lines, which have lost the page's clocks; -1 if there is none."""

    lines: list[Line]
    stamp: Stamp | None
    at: int


def find_stamp(lines: list[Line], start: int, profile: Profile, notes: Notes) -> StampLine:
    """Return the first stamp from an index on that is the story's, and the lines without rejected clocks."""
    rejected: set[int] = set()
    found, found_at = None, -1
    for at in range(start, min(start + _REACH, len(lines))):
        line = lines[at]
        stamp = read_stamp(line.text) if len(line.text) <= LONGEST else None
        if stamp is None or not (stamp.alone or stamp.among_labels):
            continue
        if not stamp.updated and not _stands_over_title(lines, at, profile):
            found, found_at = stamp, at - len(rejected)
            break
        reject_clock(line, notes)
        rejected.add(at)
    if rejected:
        lines = [line for at, line in enumerate(lines) if at not in rejected]
    return StampLine(lines, found, found_at)


def is_relative(text: str) -> bool:
    """Whether a short line gives a time that only the day of the crawl could complete."""
    return len(text) <= LONGEST and _AGO.search(text) is not None


def reject_clock(line: Line, notes: Notes) -> None:
    """Leave a clock out, and say so."""
    notes.claim(line, "removed.clock")
    notes.warn("clock_rejected", line, "date_published", line.text)


def _stands_over_title(lines: list[Line], at: int, profile: Profile) -> bool:
    """Whether a title stands alone below the stamp: then it is not the story's."""
    below = lines[at + 1 : at + 3]
    if len(below) < 2 or not (below[0].gap and below[1].gap and is_title(below[0].text)):  # noqa: PLR2004
        return False
    return not is_prose(below[0].text) and read_credit(below[0].text, profile) is None
