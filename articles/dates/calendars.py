"""Years that are not counted from the year 1: the Thai and the Iranian calendar."""

from datetime import date

_BUDDHIST = 543  # years between the Thai count and ours
_OFFSET = -356_033  # makes 3 Ordibehesht 1404 the 23rd of April 2025
_CYCLE_YEARS, _CYCLE_LEAPS = 33, 8


def from_thai(year: int, month: int, day: int) -> date:
    """Return the day of a date with a Thai year; ValueError if the calendar does not know it."""
    return date(year - _BUDDHIST, month, day)


def from_iranian(year: int, month: int, day: int) -> date:
    """Return the day of an Iranian date, by the 33-year cycle that holds from 1200 to 1500.

    Six months of 31 days, then 30 each, the last one 29 or 30. ValueError if the calendar does not know it.
    """
    if not (1200 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= 31 - (month > 6)):  # noqa: PLR2004
        raise ValueError(f"no date of the Iranian calendar: {year}-{month}-{day}")
    shifted = year + 1595
    leaps = shifted // _CYCLE_YEARS * _CYCLE_LEAPS + (shifted % _CYCLE_YEARS + 3) // 4
    before = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186  # noqa: PLR2004
    return date.fromordinal(365 * shifted + leaps + before + day + _OFFSET)
