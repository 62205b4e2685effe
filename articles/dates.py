"""When it was published: the stamp, else the header; what they leave open stays open (FORMAT 4.6).

A day is never made a midnight, and a month never a first.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from articles.header import Header
from articles.layout import Line
from articles.notes import Notes
from articles.profile import Profile
from articles.record import Precision, ZoneSource
from articles.stamps import Stamp
from articles.zones import place_in_zone

_ONE_DAY = timedelta(days=1)


class Published(NamedTuple):
    """The publication fields of the record."""

    on: date | None = None
    at: datetime | None = None  # UTC
    text: str | None = None
    precision: Precision | None = None
    tz_source: ZoneSource | None = None


def settle(header: Header | None, stamp: Stamp | None, line: Line | None, profile: Profile, notes: Notes) -> Published:
    """Return what stamp and header say together; the stamp counts where they differ."""
    if header is None:
        notes.warn("header_missing", field="source_date")
    elif header.day is None:
        notes.warn("header_month_only", field="source_date", value=header.printed)
    day = _choose_day(header, stamp, line, notes) if stamp else None
    if stamp is None or day is None:
        return _from_header(header, stamp)
    if header and _apart(header, day):
        notes.warn("date_mismatch", line, "published_on", stamp.printed, detail=f"the header says {header.printed}")
    return _from_stamp(stamp, day, line, profile, notes)


def is_in_future(published: Published, header: Header | None, today: date) -> bool:
    """Whether the publication lies more than one day after the ingest clock's date."""
    on = published.on
    if on is None and header:
        on = header.on or date(header.year, header.month, 1)
    return on is not None and on - today > _ONE_DAY


def _choose_day(header: Header | None, stamp: Stamp, line: Line | None, notes: Notes) -> date | None:
    """Return the stamp's day; where day and month could be swapped, the one that the header supports."""
    if len(stamp.days) == 1:
        return stamp.days[0]
    supported = [day for day in stamp.days if header and not _apart(header, day)]
    if len(supported) == 1:
        return supported[0]
    notes.warn("date_ambiguous", line, "published_on", stamp.printed)
    return None


def _apart(header: Header, day: date) -> bool:
    """Whether a day is more than one day away from the header's day, or from its month."""
    first = header.on or date(header.year, header.month, 1)
    last = header.on or first.replace(day=monthrange(header.year, header.month)[1])
    return not (first.toordinal() - 1 <= day.toordinal() <= last.toordinal() + 1)


def _from_header(header: Header | None, stamp: Stamp | None) -> Published:
    text = stamp.printed if stamp else None
    if header is None:
        return Published(text=text)
    return Published(header.on, None, text, "day" if header.day else "month")


def _from_stamp(stamp: Stamp, day: date, line: Line | None, profile: Profile, notes: Notes) -> Published:
    if stamp.clock is None:
        return Published(day, None, stamp.printed, "day")
    local = datetime.combine(day, stamp.clock)
    precision: Precision = "second" if stamp.seconds else "minute"
    if stamp.zone:
        instant = place_in_zone(local, stamp.zone)
        if instant is None:
            return Published(day, None, stamp.printed, "day")
        if instant.suspect:
            notes.warn("tz_suspect", line, "date_published", stamp.printed, detail=f"{stamp.zone} does not hold then")
        return Published(day, _utc(instant.local), stamp.printed, precision, "text")
    if profile.zone is None:
        return Published(day, None, stamp.printed, "day")
    return Published(day, _utc(local.replace(tzinfo=profile.zone)), stamp.printed, precision, "outlet")


def _utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and the last day of the calendar
        return None
