"""When a deployment runs: an interval, a cron line, or never."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from warehouse.errors import UsageError

OFF = "off"
_INTERVAL = r"[1-9]\d{0,4}[smhd]"
_CRON = r"\S+(?: +\S+){4}"
SCHEDULE = rf"^(?:{_INTERVAL}|{_CRON}|{OFF})$"
"""What a schedule looks like: 30s, 15m, 6h, 1d; five fields of cron; off. The fields are read by Prefect."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def read_schedule(text: str) -> timedelta | str | None:
    """An interval, a cron line, or None for off; the text fits ``SCHEDULE``."""
    if text == OFF:
        return None
    if re.fullmatch(_INTERVAL, text):
        return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})
    return text


def check_timezone(name: str) -> None:
    """Raise UsageError for a time zone that there is not."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f"timezone = {name!r}: there is no such time zone; write it as in Asia/Ho_Chi_Minh, or UTC"
        raise UsageError(msg) from error
