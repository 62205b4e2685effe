"""Which of two days ``04/05/2025`` means: the one that header, place line, language or text supports."""

import re
from calendar import monthrange
from datetime import date, timedelta

from articles.dates.header import Header
from articles.dates.months import MONTHS
from articles.dates.placedays import PlaceDay

_SUPPORT = timedelta(days=3)  # a text speaks of days that lie so little before its publication
_LOOKED_AT = 3_000  # characters
_FEWEST_VIETNAMESE = 8  # letters
_VIETNAMESE = re.compile("[đơưạ-ỹ]", re.IGNORECASE)
_MONTH = "|".join(name for name in MONTHS if name.isascii())
_MENTION = re.compile(
    rf"\b(?:(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?!\d)|(?P<d2>\d{{1,2}}) (?P<m2>{_MONTH})\b)", re.IGNORECASE
)


def decide_day(
    days: tuple[date, ...], header: Header | None, place_day: PlaceDay | None, paragraphs: list[str]
) -> date | None:
    """Return the one day that something supports, None if nothing decides. The first of the days is day-first."""
    if header:
        return _only([day for day in days if not is_apart(header, day)])
    if place_day:
        return _only([day for day in days if (day.month, day.day) == place_day[:2]])
    text = "\n".join(paragraphs)[:_LOOKED_AT]
    if len(_VIETNAMESE.findall(text)) * 12 > len(text) > _FEWEST_VIETNAMESE:
        return days[0]  # who writes Vietnamese puts the day first
    return _only([day for day in days if _is_mentioned(day, text)])


def is_apart(header: Header, day: date) -> bool:
    """Whether a day is more than one day away from the header's day, or from its month."""
    first = header.on or date(header.year, header.month, 1)
    last = header.on or first.replace(day=monthrange(header.year, header.month)[1])
    return not (first.toordinal() - 1 <= day.toordinal() <= last.toordinal() + 1)


def _only(days: list[date]) -> date | None:
    return days[0] if len(days) == 1 else None


def _is_mentioned(day: date, text: str) -> bool:
    """Whether the text names a day that lies on this one or just before it."""
    for match in _MENTION.finditer(text):
        month, number = MONTHS[(match["m"] or match["m2"]).casefold()], int(match["d"] or match["d2"])
        mentioned = _day(day.year, month, number)
        if mentioned and timedelta(0) <= day - mentioned <= _SUPPORT:
            return True
    return False


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
