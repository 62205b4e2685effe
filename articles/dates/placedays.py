"""The day in a place line: ``LONDON, April 25 (Reuters) -``. Mostly without a year."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from articles.dates.months import MONTH_NAMES, MONTHS, THAI_MONTHS
from articles.text.spelling import fold

_NAME = "(?:{})[a-z]*".format("|".join("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()))  # noqa: SIM905
_OTHER = "|".join(name for name in MONTH_NAMES if not name.isascii() or name.islower())  # 7 мая, 5 de mayo
_THAI = "|".join(map(re.escape, THAI_MONTHS))
_DAY = re.compile(
    rf"""
    (?: ^ | ,? \s+ | - \s )
    (?: (?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? \s+ )?
    (?: (?P<month> {_NAME} ) \.? \s+ (?P<day> \d{{1,2}} ) (?:st|nd|rd|th)?
      | (?P<day2> \d{{1,2}} ) (?:st|nd|rd|th)? \s+ (?: de \s )?
        (?: (?P<month2> {_NAME} | (?:{_OTHER}) \b ) \.? | (?P<thai> {_THAI} ) ) )
    (?: ,? \s* (?P<year> \d{{4}} ) )? $
    """,
    re.VERBOSE,
)


class PlaceDay(NamedTuple):
    """A day as a place line prints it."""

    month: int
    day: int
    year: int | None = None


def split_day(label: str) -> tuple[str, PlaceDay | None]:
    """Split ``LONDON, April 25`` into the place and the day."""
    if not any(map(str.isdigit, label)):
        return label, None
    match = _DAY.search(label)
    if match is None:
        return label, None
    name = match["month"] or match["month2"]
    month = MONTHS.get(fold(name)) if name else THAI_MONTHS[match["thai"]]
    if month is None:  # «Marchers»
        return label, None
    year = int(match["year"]) if match["year"] else None
    return label[: match.start()].rstrip(" ,"), PlaceDay(month, int(match["day"] or match["day2"]), year)


def date_of(printed: PlaceDay, published: date) -> date | None:
    """Return the day with its year: the one that puts it nearest to the publication, on or before it if it can."""
    years = [printed.year] if printed.year else [published.year, published.year - 1, published.year + 1]
    days = [day for year in years if (day := _day(year, printed.month, printed.day))]
    earlier = [day for day in days if day - published <= timedelta(days=1)]
    return min(earlier or days, key=lambda day: abs(day - published), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
