"""Moments as people give and read them: a date, a date with a time, an age such as 12h or 7d; spans in words."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGE = re.compile(r"(\d{1,5})([mhdw])")
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


def read_deadline(text: str, now: datetime) -> datetime:
    """The moment that a text names, an age counting from now on. Raises ValueError, also for one that has passed."""
    moment = read_moment(text, now)
    moment = now + (now - moment) if _AGE.fullmatch(text.strip()) else moment
    if moment <= now:
        msg = f"{text!r} has passed"
        raise ValueError(msg)
    return moment


def in_words(span: timedelta) -> str:
    """A span as people say it, by its two largest units: 40 s, 12 min, 4 h 40 min, 3 d 2 h."""
    seconds = max(0, round(span.total_seconds()))
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{seconds} s"


def clock_text(moment: datetime, zone: tzinfo) -> str:
    """A moment in a zone, to the minute."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")


def told_age(moment: datetime, now: datetime) -> str:
    """How long ago a moment was."""
    return f"{in_words(now - moment)} ago" if now - moment >= timedelta(minutes=1) else "just now"
