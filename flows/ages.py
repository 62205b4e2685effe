"""Moments as people give and read them: a date, a date with a time, or an age such as 12h or 7d."""

import re
from datetime import UTC, datetime, timedelta

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGE = re.compile(r"(\d{1,5})([mhdw])")
_LENGTHS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
FORMS = "an age (30m, 12h, 7d, 2w) or a date (2026-11-01, 2026-11-01T08:00)"


def read_moment(text: str, now: datetime) -> datetime:
    """The moment that a text names, in UTC; without a zone it is the machine's. Raises ValueError."""
    if age := _AGE.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
    try:
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        msg = f"{text!r} is neither {FORMS.replace(' or ', ' nor ', 1)}"
        raise ValueError(msg) from error


def told_age(moment: datetime, now: datetime) -> str:
    """How long ago a moment was, in its largest unit, as in ``3 hours ago``."""
    seconds = int((now - moment).total_seconds())
    for unit, length in _LENGTHS.items():
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
