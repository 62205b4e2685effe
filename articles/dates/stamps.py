"""Stamps: the day, and perhaps the time and the zone, that a line prints. Read, not judged.

A stamp is put together from a date, a time, a zone and words that go with them, in any order. What else
stands on the line is handed back as ``before`` and ``after``: a name, a section; the caller knows the layout.
"""

import re
from datetime import date, time
from itertools import pairwise
from typing import NamedTuple

from articles.dates.calendars import from_iranian, from_thai
from articles.dates.months import IRANIAN_MONTHS, MONTH_NAMES, MONTHS, THAI_MONTHS, WEEKDAYS
from articles.dates.zones import NAMES
from articles.text.spelling import fold

LONGEST_STAMP = 120  # characters of a line that is a stamp, names beside it included
_MONTH = "|".join(map(re.escape, MONTH_NAMES))
_THAI = "|".join(map(re.escape, THAI_MONTHS))
_IRANIAN = "|".join(IRANIAN_MONTHS)
_YEAR = re.compile(r"\d{4}")
_OUTLET_FORM = re.compile(r"([A-Z][a-z]+) (\d{1,2}), (\d{4}) - (\d{2}):(\d{2})")  # May 05, 2025 - 13:35
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<y>\d{4})(?P<sep>[-/]|\. ?)(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})\.?(?!\d)",  # 2025-05-09
        r"(?<!\d)(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日",
        r"(?<!\d)(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})(?!\d)",  # 09/05/2025
        rf"(?P<name>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})(?!\d)",  # May 9th, 2025
        (
            rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[ /](?:de )?"  # 9 May 2025, 9 de mayo de 2025
            rf"(?P<name>{_MONTH})\.?(?:, ?| de |[ /])(?P<y>\d{{4}})(?!\d)"
        ),
        r"(?<!\d)(?P<d>\d{1,2}) tháng (?P<m>\d{1,2}),? (?:năm )?(?P<y>\d{4})(?!\d)",
        rf"(?<!\d)(?P<y>\d{{4}})\.\s?(?P<name>{_MONTH})\s?\.?(?P<d>\d{{1,2}})\.",  # 2025.május.9.
        rf"(?<!\d)(?P<d>\d{{1,2}})\s?(?P<thai>{_THAI})\s?(?P<y>\d{{4}})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}}) (?P<iranian>{_IRANIAN}) (?P<y>\d{{4}})(?!\d)",
        r"^(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)$",
    )
)
_TIME = re.compile(
    r"(?<![\d:.])(?P<h>\d{1,2})(?:[:h時时点](?P<m>\d{2})分?|\.(?P<m2>\d{2}))(?::(?P<s>\d{2}))?"
    r"(?![\d:])\s?(?P<half>[ap]\.?m\b\.?|pagi|petang|malam|صباحاً|صباحا|مساءً|مساء)?",
    re.IGNORECASE,
)
_AFTERNOON = ("pm", "p.", "petang", "malam", "مساء")
_ZONE = re.compile(
    rf"[(\[]?(?P<zone>(?:GMT|UTC)\s?[+-]\s?\d{{1,2}}(?::?\d\d)?|[+-]\d\d:\d\d$|\b(?:{'|'.join(NAMES)})\b)[)\]]?",
    re.IGNORECASE,
)
_AGO = re.compile(r"\d+ \w+ ago")
_CHANGED = re.compile(r"(?:updated|republished)\b.*(?=original publication|published\b)", re.IGNORECASE)
_VIETNAMESE = re.compile("[đĐơƠưƯăĂ\u1ea0-\u1ef9]|\\bngày\\b", re.IGNORECASE)  # who writes so puts the day first
_MOST_LABELS = 6  # words beside a stamp
_FILLER = frozenset(
    ["published", "publish", "posted", "post", "updated", "update", "last", "modified", "on", "at", "the", "date",
     "time", "original", "publication", "republished", "created", "ngay", "dang", "cap", "nhat", "luc", "h", "uhr",
     "am", "um", "a", "as", "las", "le", "publie", "em", "alle", "ore", "kl", "klo", "el", "publicado", "publicada",
     "il", "tayang", "terbit", "diperbarui"]
)  # fmt: skip
_EDGES = " \t-–—|¦,.:;·•/()[]_~"
_CHINESE_WEEKDAY = re.compile("星期[一二三四五六日天]")


class Stamp(NamedTuple):
    """What a line says of the time. Two ``days`` where day and month could be swapped, day-first first."""

    printed: str
    days: tuple[date, ...]
    clock: time | None
    seconds: bool = False
    zone: str | None = None  # as printed
    updated: bool = False  # the line says when the text was changed, not when it appeared
    before: str = ""
    after: str = ""

    @property
    def alone(self) -> bool:
        """Whether nothing else stands on the line."""
        return not self.before and not self.after

    @property
    def among_labels(self) -> bool:
        """Whether a time stands with it, and beside it nothing but a few names or labels: a writer, a section."""
        words = (self.before + " " + self.after).split()
        named = self.clock is not None or self.before.startswith(("By ", "by "))
        return named and len(words) <= _MOST_LABELS and not any(word[0].islower() and word != "by" for word in words)


def read_stamp(text: str) -> Stamp | None:
    """Return the stamp on a line of its own, None where the line holds no date of the calendar."""
    if len(text) > LONGEST_STAMP:
        return None
    match = _OUTLET_FORM.fullmatch(text) if text[-3:-2] == ":" else None
    if match:
        days = _days_of(match[3], MONTHS.get(match[1].casefold()), match[2])
        clock = _clock(int(match[4]), int(match[5]), 0)
        if days and clock:
            return Stamp(text, days, clock)
    if text.isascii() and not ("19" in text or "20" in text):
        return None
    return _compose(text) if _YEAR.search(text) else None


def _compose(text: str) -> Stamp | None:
    line = _CHANGED.sub("", text)  # «Updated … Published …»: what was published counts
    match, days = _find_date(line)
    if match is None:
        return None
    before, after, clock, seconds = _take_time(line[: match.start()], line[match.end() :])
    zone = later_zone = None
    if clock:
        before, zone = _take_zone(before)
        after, later_zone = _take_zone(after)
    days = _decide_order(days, match, before, after)
    before, updated, after = _rest(before), "updated" in fold(before), _rest(after)
    return Stamp(_without_names(text, before, after), days, clock, seconds, zone or later_zone, updated, before, after)


def _without_names(text: str, before: str, after: str) -> str:
    """Return what is printed of the stamp itself, without the names at its sides."""
    if before and text.startswith(before):
        text = text[len(before) :].lstrip(_EDGES)
    return text[: -len(after)].rstrip(_EDGES) if after and text.endswith(after) else text


def _find_date(text: str) -> tuple[re.Match[str] | None, tuple[date, ...]]:
    """Return the first form that gives a day of the calendar."""
    for pattern in _DATES:
        match = pattern.search(text)
        days = _read_days(match) if match else ()
        if days:
            return match, days
    return None, ()


def _decide_order(days: tuple[date, ...], match: re.Match[str], before: str, after: str) -> tuple[date, ...]:
    """Keep one of two days if the line itself decides: stops or Vietnamese put the day first, or a weekday fits."""
    if len(days) == 1:
        return days
    if match["sep"] == "." or _VIETNAMESE.search(before + after):
        return days[:1]
    weekday = _weekday_in(before + " " + after)
    return tuple(day for day in days if day.weekday() == weekday) or days


def _read_days(match: re.Match[str]) -> tuple[date, ...]:
    found = match.groupdict()
    try:
        if found.get("thai"):
            return (from_thai(int(found["y"]), THAI_MONTHS[found["thai"]], int(found["d"])),)
        if found.get("iranian"):
            return (from_iranian(int(found["y"]), IRANIAN_MONTHS[found["iranian"]], int(found["d"])),)
    except ValueError:
        return ()
    if found.get("a"):
        first = _days_of(found["y"], int(found["b"]), found["a"])
        swapped = _days_of(found["y"], int(found["a"]), found["b"])
        return first + tuple(day for day in swapped if day not in first)
    month = MONTHS.get(fold(found["name"])) if found.get("name") else int(found["m"])
    return _days_of(found["y"], month, found["d"])


def _days_of(year: str, month: int | None, day: str) -> tuple[date, ...]:
    try:
        return (date(int(year), month or 0, int(day)),)
    except ValueError:
        return ()


def _take_time(before: str, after: str) -> tuple[str, str, time | None, bool]:
    """Find the time of day after the date, else before it; return what is left of both sides."""
    for side, text in ((1, after), (0, before)):
        match = _TIME.search(text)
        clock = _read_clock(match) if match else None
        if match and clock:
            left = text[: match.start()] + " " + text[match.end() :]
            return (before, left, clock, bool(match["s"])) if side else (left, after, clock, bool(match["s"]))
    return before, after, None, False


def _read_clock(match: re.Match[str]) -> time | None:
    hour, half = int(match["h"]), (match["half"] or "").casefold()
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - the hours of half a day
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith(_AFTERNOON) else 0)
    return _clock(hour, int(match["m"] or match["m2"]), int(match["s"] or 0))


def _clock(hour: int, minute: int, second: int) -> time | None:
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _take_zone(text: str) -> tuple[str, str | None]:
    match = _ZONE.search(text)
    if match is None:
        return text, None
    return text[: match.start()] + " " + text[match.end() :], match["zone"].replace(" ", "")


def _weekday_in(text: str) -> int | None:
    words = re.findall(r"[^\W\d_]+", fold(text))
    pairs = [" ".join(pair) for pair in pairwise(words)]
    return next((WEEKDAYS[word] for word in [*pairs, *words] if word in WEEKDAYS), None)


def _rest(text: str) -> str:
    """Return what is left of one side once weekdays, labels and separators are gone."""
    text = _AGO.sub(" ", _TIME.sub(" ", _CHINESE_WEEKDAY.sub(" ", text)))
    folded = fold(text)
    for name in ("thu hai", "thu ba", "thu tu", "thu nam", "thu sau", "thu bay", "chu nhat"):
        if folded.strip(_EDGES) == name:
            return ""
    words = [word for word in text.split() if _is_telling(word)]
    return " ".join(words).strip(_EDGES)


def _is_telling(word: str) -> bool:
    bare = fold(word.strip(_EDGES))
    return bool(bare) and bare not in WEEKDAYS and bare not in _FILLER
