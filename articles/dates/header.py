"""The crawler's header: `` date 2025-05-05 `` at the very start of the file (FORMAT 2.1).

Its day agreed with the printed stamp's local day wherever both were seen, so it is good evidence; its fault
is a missing day. The rest of line 1 belongs to the page.
"""

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_HEADER = re.compile(r" ?date (\d{4})-(\d{2})(?:-(\d{2}))?(?= |\n|$)")
_WORD = re.compile(r" date(?: (?P<odd>\d+(?:[-/.]\d+){1,3}))?(?= |\n|$)")


class Header(NamedTuple):
    """What stands at offset 0. ``day`` is None for a month only; ``valid`` is False for a date that is none."""

    printed: str
    year: int
    month: int
    day: int | None
    start: int  # offsets of the header in the normalised text
    end: int
    valid: bool = True

    @property
    def on(self) -> date | None:
        """The header's day, the local day of the outlet; None for a month only."""
        return date(self.year, self.month, self.day) if self.day else None


def read_header(text: str) -> Header | None:
    """Return the header, None where the file begins without one."""
    match = _HEADER.match(text)
    if match is None:
        word = _WORD.match(text)
        return Header(word["odd"] or "", 0, 0, None, 1, word.end(), valid=False) if word else None
    return _header_of(match[0], match[1], match[2], match[3])


@lru_cache(maxsize=4096)  # many files are of one day
def _header_of(header: str, year_text: str, month_text: str, day_text: str | None) -> Header:
    year, month = int(year_text), int(month_text)
    day = int(day_text) if day_text else None
    valid = _in_calendar(year, month, day)
    return Header(header.split()[1], year, month, day, header.index("d"), len(header), valid)


def _in_calendar(year: int, month: int, day: int | None) -> bool:
    if year < 1 or not 1 <= month <= 12:  # noqa: PLR2004 - months
        return False
    return day is None or 1 <= day <= calendar.monthrange(year, month)[1]
