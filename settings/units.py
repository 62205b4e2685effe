"""The forms in which people write sizes, spans, rates, schedules and moments, and in which spans and ages are shown."""

import re
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from warehouse.errors import UsageError

SIZE = r"^\d+(\.\d+)? ?[KMGT]i?B$"
"""A size: 512MB, 1.5 GiB."""
SPAN = r"^(?:[1-9]\d{0,4}[smhd])?$"
"""A span: 30s, 15m, 12h, 1d; empty for none."""
RATE = r"^(?:[1-9]\d{0,3}/[mhd])?$"
"""A limit of messages: 10/h, 1/m, 50/d; empty for none."""
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
QUIET = rf"^(?:{_TIME}-{_TIME})?$"
"""Quiet hours: 22:00-07:00, also across midnight; empty for none."""
OFF = "off"
_INTERVAL = r"[1-9]\d{0,4}[smhd]"
_CRON = r"\S+(?: +\S+){4}"
SCHEDULE = rf"^(?:{_INTERVAL}|{_CRON}|{OFF})$"
"""A schedule: 30s, 15m, 6h, 1d; five fields of cron; off. Prefect reads the fields."""
EXPECTED = {
    SCHEDULE: "an interval (30s, 15m, 6h, 1d), a cron line of five fields, or off",
    SIZE: "a size, as in 512MB or 2GB",
    SPAN: "a span (30m, 12h, 1d), or nothing",
    QUIET: "two times of day, as in 22:00-07:00, or nothing",
    RATE: "a rate (1/m, 10/h, 50/d), or nothing",
}
"""The words for each form in an error message: a person reads no regular expression."""

_MOMENT = "an age (30m, 12h, 7d, 2w) or a date (2026-11-01, 2026-11-01T08:00)"
_AGE = re.compile(r"\d{1,5}[mhdw]")
_POWERS = {"K": 1, "M": 2, "G": 3, "T": 4}
_SPANS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


class Rate(NamedTuple):
    """At most ``limit`` messages within any span of that length."""

    limit: int
    span: timedelta


def size_in_bytes(size: str) -> int:
    """Return the bytes of a text fitting ``SIZE``; KB are thousands, KiB 1,024, as in DuckDB."""
    number, power, binary = re.fullmatch(r"([\d.]+) ?([KMGT])(i?)B", size).groups()  # type: ignore[union-attr]
    return int(float(number) * (1024 if binary else 1000) ** _POWERS[power])


def read_span(text: str) -> timedelta | None:
    """Return the span of a text fitting ``SPAN``, None if empty."""
    return int(text[:-1]) * _SPANS[text[-1]] if text else None


def read_rate(text: str) -> Rate | None:
    """Return the limit of a text fitting ``RATE``, None if empty."""
    return Rate(int(text[:-2]), _SPANS[text[-1]]) if text else None


def read_schedule(text: str) -> timedelta | str | None:
    """Return the interval or the cron line of a text fitting ``SCHEDULE``, None for off."""
    if text == OFF:
        return None
    return read_span(text) if re.fullmatch(_INTERVAL, text) else text


def is_quiet(hours: str, timezone: str, now: datetime) -> bool:
    """Return whether the wall clock of the time zone is within the hours; daylight saving shifts it too."""
    if not hours:
        return False
    begin, end = (time.fromisoformat(part) for part in hours.split("-"))
    clock = now.astimezone(ZoneInfo(timezone)).time()
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def check_timezone(name: str) -> None:
    """Raise UsageError for an unknown time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f"timezone = {name!r}: there is no such time zone; write it as in Asia/Ho_Chi_Minh, or UTC"
        raise UsageError(msg) from error


def read_moment(text: str, now: datetime) -> datetime:
    """Return the moment of an age or a date in UTC; a date without a zone is in the machine's. Raises ValueError."""
    text = text.strip()
    if _AGE.fullmatch(text):
        return now - int(text[:-1]) * _SPANS[text[-1]]
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        msg = f"{text!r} is neither {_MOMENT.replace(' or ', ' nor ', 1)}"
        raise ValueError(msg) from error


def read_deadline(text: str, now: datetime) -> datetime:
    """Return the moment of a date or of a span from now on. Raises ValueError, also for a moment that has passed."""
    moment = read_moment(text, now)
    moment = now + (now - moment) if _AGE.fullmatch(text.strip()) else moment
    if moment <= now:
        msg = f"{text!r} has passed"
        raise ValueError(msg)
    return moment


def span_text(span: timedelta) -> str:
    """Return a span in its two largest units: 40 s, 12 min, 4 h 40 min, 3 d 2 h."""
    seconds = max(0, round(span.total_seconds()))
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{seconds} s"


def age_text(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was."""
    return f"{span_text(now - moment)} ago" if now - moment >= timedelta(minutes=1) else "just now"


def clock_text(moment: datetime, zone: tzinfo) -> str:
    """Return a moment in a zone, to the minute."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
