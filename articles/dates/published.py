"""When it was published: the stamp, else the header; what they leave open stays open (FORMAT 4.6).

A day is never made a midnight, and a month never a first.
"""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from articles.dates.dayorder import decide_day, is_apart
from articles.dates.header import Header
from articles.dates.placedays import PlaceDay, date_of
from articles.dates.stamps import Stamp
from articles.dates.zones import place_in_zone
from articles.layout import Line
from articles.notes import Notes
from articles.outlets.profile import Profile
from articles.record import Precision, ZoneSource

_ONE_DAY = timedelta(days=1)


class PublicationDate(NamedTuple):
    """The publication fields of the record."""

    on: date | None = None
    at: datetime | None = None  # UTC
    text: str | None = None
    precision: Precision | None = None
    tz_source: ZoneSource | None = None


class Evidence(NamedTuple):
    """What the page says of the time, before anything is concluded."""

    header: Header | None
    stamp: Stamp | None
    line: Line | None  # of the stamp
    place_day: PlaceDay | None
    place_line: Line | None
    paragraphs: list[str]


def decide_publication(seen: Evidence, profile: Profile, notes: Notes) -> PublicationDate:
    """Return what stamp, header and place line say together; the stamp counts where they differ."""
    header, stamp = seen.header, seen.stamp
    if header and not header.valid:
        seen, header = seen._replace(header=None), None
    elif header is None:
        notes.warn("header_missing", field="source_date", number=1)
    elif header.day is None:
        notes.warn("header_month_only", field="source_date", value=header.printed, number=1)
    day = _choose_day(seen, notes) if stamp else None
    if stamp is None or day is None:
        published = _from_header(seen)
    else:
        if header and is_apart(header, day):
            detail = f"the header says {header.printed}"
            notes.warn("date_mismatch", seen.line, "published_on", stamp.printed, detail=detail)
        published = _from_stamp(stamp, day, seen.line, profile, notes)
    if seen.place_day and published.on:
        _compare_place_day(seen.place_day, seen.place_line, published.on, notes)
    return published


def is_in_future(published: PublicationDate, header: Header | None, today: date) -> bool:
    """Whether the publication lies more than one day after the ingest clock's date."""
    on = published.on
    if on is None and header and header.valid:
        on = header.on or date(header.year, header.month, 1)
    return on is not None and on - today > _ONE_DAY


def _choose_day(seen: Evidence, notes: Notes) -> date | None:
    """Return the stamp's day; where day and month could be swapped, the one that something else supports."""
    if seen.stamp is None or len(seen.stamp.days) == 1:
        return seen.stamp.days[0] if seen.stamp else None
    day = decide_day(seen.stamp.days, seen.header, seen.place_day, seen.paragraphs)
    if day is None:
        notes.warn("date_ambiguous", seen.line, "published_on", seen.stamp.printed)
    return day


def _from_header(seen: Evidence) -> PublicationDate:
    """Return the header's day; its month, unless the place line has a day of that month."""
    header, text = seen.header, seen.stamp.printed if seen.stamp else None
    if header is None:
        return PublicationDate(text=text)
    day = seen.place_day
    if header.day is None and day and day.month == header.month and day.year in {None, header.year}:
        on = date_of(day, date(header.year, header.month, 28))
        return PublicationDate(on, None, text, "day" if on else "month")
    return PublicationDate(header.on, None, text, "day" if header.day else "month")


def _compare_place_day(printed: PlaceDay, line: Line | None, published: date, notes: Notes) -> None:
    day = date_of(printed, published)
    if day and abs(published - day) > _ONE_DAY:
        notes.warn("date_mismatch", line, "dateline", day.isoformat(), detail=f"published on {published}")


def _from_stamp(stamp: Stamp, day: date, line: Line | None, profile: Profile, notes: Notes) -> PublicationDate:
    if stamp.clock is None:
        return PublicationDate(day, None, stamp.printed, "day")
    local = datetime.combine(day, stamp.clock)
    precision: Precision = "second" if stamp.seconds else "minute"
    if stamp.zone:
        instant = place_in_zone(local, stamp.zone)
        if instant is None:
            return PublicationDate(day, None, stamp.printed, "day")
        if instant.suspect:
            notes.warn("tz_suspect", line, "date_published", stamp.printed, detail=f"{stamp.zone} does not hold then")
        return PublicationDate(day, _utc(instant.local), stamp.printed, precision, "text")
    if profile.zone is None:
        return PublicationDate(day, None, stamp.printed, "day")
    return PublicationDate(day, _utc(local.replace(tzinfo=profile.zone)), stamp.printed, precision, "outlet")


def _utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and the last day of the calendar
        return None
