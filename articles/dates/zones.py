"""Zone names as stamps print them, and whether such a name can hold on a date."""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_FIXED = {"gmt": 0, "utc": 0, "z": 0, "ict": 7, "jst": 9, "kst": 9, "sgt": 8, "hkt": 8, "wib": 7, "msk": 3, "ist": 5.5}
_REGIONS = {  # name -> the region that uses it, and the hours from UTC that the name itself promises
    "cet": ("Europe/Brussels", 1),
    "cest": ("Europe/Brussels", 2),
    "bst": ("Europe/London", 1),
    "est": ("America/New_York", -5),
    "edt": ("America/New_York", -4),
    "et": ("America/New_York", None),
    "cdt": ("America/Chicago", -5),
    "ct": ("America/Chicago", None),
    "pst": ("America/Los_Angeles", -8),
    "pdt": ("America/Los_Angeles", -7),
    "pt": ("America/Los_Angeles", None),
    "aest": ("Australia/Sydney", 10),
    "aedt": ("Australia/Sydney", 11),
}
NAMES = (*_FIXED, *_REGIONS)  # not CST: China and Chicago are thirteen hours apart


class Instant(NamedTuple):
    """A local time with its zone; ``suspect`` where the zone's name cannot hold on that date (CET in June)."""

    local: datetime
    suspect: bool


def place_in_zone(local: datetime, name: str) -> Instant | None:
    """Return the aware time for a printed zone, None where the zone is unknown.

    A name of the wrong season means the clock on the wall of its region: readers of ``CET`` in June do so.
    """
    offset = _OFFSET.fullmatch(name)
    if offset:
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        if hours > 14 or minutes > 59:  # noqa: PLR2004 - no zone is farther from UTC
            return None
        away = timedelta(hours=hours, minutes=minutes)
        return Instant(local.replace(tzinfo=timezone(away if offset[1] == "+" else -away)), suspect=False)
    key = name.casefold()
    if key in _FIXED:
        return Instant(local.replace(tzinfo=timezone(timedelta(hours=_FIXED[key]))), suspect=False)
    if key not in _REGIONS:
        return None
    region, hours_promised = _REGIONS[key]
    zone: tzinfo = ZoneInfo(region)
    aware = local.replace(tzinfo=zone)
    wrong = hours_promised is not None and aware.utcoffset() != timedelta(hours=hours_promised)
    return Instant(aware, suspect=wrong)
