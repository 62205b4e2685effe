"""When a destination is not to be disturbed, and how many messages it takes."""

import re
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
QUIET = rf"^(?:{_TIME}-{_TIME})?$"
"""What quiet hours look like: 22:00-07:00, also across midnight; empty for none."""
RATE = r"^(?:[1-9]\d{0,3}/[mhd])?$"
"""What a limit looks like: 10/h, 1/m, 50/d; empty for none."""
SPAN = r"^(?:[1-9]\d{0,4}[smhd])?$"
"""A span: 30s, 15m, 12h, 1d; empty for none."""

_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


class Rate(NamedTuple):
    """So many messages within any span of that length."""

    limit: int
    span: timedelta


def is_quiet(hours: str, timezone: str, now: datetime) -> bool:
    """Whether the clock on the wall of that zone is within the hours, whatever daylight saving does to it."""
    if not hours:
        return False
    begin, end = (time.fromisoformat(part) for part in hours.split("-"))
    clock = now.astimezone(ZoneInfo(timezone)).time()
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def read_rate(text: str) -> Rate | None:
    """The limit that a text fitting ``RATE`` names; None for none."""
    found = re.fullmatch(r"(\d+)/([mhd])", text)
    return Rate(int(found[1]), _UNITS[found[2]]) if found else None


def read_span(text: str) -> timedelta | None:
    """The span that a text fitting ``SPAN`` names; None for none."""
    return int(text[:-1]) * _UNITS[text[-1]] if text else None
