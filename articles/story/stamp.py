"""Which stamp is the story's: the page's own clock, a «3 hours ago» and an «updated» are not (FORMAT 4.6)."""

import re
from typing import NamedTuple

from articles.credits.photo_credits import read_credit
from articles.credits.signoffs import read_signoff
from articles.datelines.places import read_place_line
from articles.dates.stamps import LONGEST_STAMP, Stamp, read_stamp
from articles.layout import Line
from articles.notes import Notes
from articles.outlets.boilerplate import is_appeal, is_site_line
from articles.outlets.profile import Profile
from articles.text.prose import is_prose, is_title
from articles.text.spelling import fold

_PLACE_REACH = 40  # characters of a place and its agency
_REACH = 8  # lines below the section within which the stamp stands
_UNIT = "(?:second|sec|minute|min|hour|hr|day|week|month|year)s?"
_AGO = re.compile(
    rf"""
    ^ (?: (?: published | posted | updated | last | modified | about | over ) \W+ )*
      (?: by \s .{{3,30}} \s )?
      (?: \d+ | an? ) \s {_UNIT} \s ago
      (?: \s* [|¦·•/-] .* )? $                # 3 hours ago | World
    | ^ (?: publié \W+ | mis \s à \s jour \W+ )? il \s y \s a \s \d+ \s \w+ $
    | ^ (?: đăng \s | cập \s nhật \s )? \d+ \s (?: giờ | phút | ngày ) \s trước $
    | ^ \d{{1,2}} : \d{{2}} $                     # a time of no day
    | ^ \d{{1,2}} [/-] \d{{1,2}} ,? \s \d{{1,2}} : \d{{2}} $  # a day of no year
    | ^ (?: last \s )? update[d]? :? \s \d{{1,2}} [:.h] \d{{2}} $
    | ^ MSN \s? \d+ [dhmwy] $
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MAY_BE_AGO = re.compile(r"y a \d| trước|MSN")
_BROADCAST = re.compile(r"\bgesendet\b|\bwas (?:first )?(?:published|broadcast|posted) on\b|\bpublished on\b")
_OF_TODAY = re.compile(r"(?:Today|Now|Hôm nay|Hari ini|Heute|Aujourd)\b", re.IGNORECASE)
_BESIDE_CLOCK = re.compile(
    r"(?:hotline|đường dây nóng)\b.*\d|\d ?°\s?C\b|^(?:weather|thời tiết)\b.{0,20}\d|^log ?in$|^e-?paper$",
    re.IGNORECASE,
)


class StampLine(NamedTuple):
    """The story's stamp and its index in the lines, which have lost the page's clocks; -1 if there is none."""

    lines: list[Line]
    stamp: Stamp | None
    at: int


def find_stamp(lines: list[Line], start: int, profile: Profile, notes: Notes) -> StampLine:
    """Return the first stamp from an index on that is the story's, and the lines without rejected clocks.

    A stamp stands above the text, at most one sentence after the title. When the text was changed counts only
    where nothing says when it appeared.
    """
    rejected: set[int] = set()
    found: tuple[int, Stamp] | None = None
    paragraphs = 0
    for at in range(start, min(start + _REACH, len(lines))):
        line = lines[at]
        stamp = _read_own_stamp(line.text, profile)
        if stamp is None:
            paragraphs += is_prose(line.text)
            if _is_below_head(line.text, paragraphs, profile):
                break
        elif _is_clock(lines, at) or _stands_over_title(lines, at, profile):
            reject_clock(line, notes)
            rejected.add(at)
        elif found is None or not stamp.updated:
            if found:
                notes.claim(lines[found[0]], "removed.updated")
                rejected.add(found[0])
            found = at, stamp
            if not stamp.updated:
                break
    rejected |= _take_appeals(lines, start, rejected, profile, notes)
    left = [line for at, line in enumerate(lines) if at not in rejected] if rejected else lines
    if found is None:
        return StampLine(left, None, -1)
    return StampLine(left, found[1], found[0] - sum(at < found[0] for at in rejected))


def _take_appeals(lines: list[Line], start: int, rejected: set[int], profile: Profile, notes: Notes) -> set[int]:
    """Claim the hotlines, buttons and the like that stand with the page's clock over the title; return which."""
    taken: set[int] = set()
    at = start
    while rejected and at < len(lines) and (at in rejected or _is_sites(lines[at].text, profile)):
        if at not in rejected:
            notes.claim(lines[at], "removed.boilerplate")
            taken.add(at)
        at += 1
    return taken


def _is_below_head(text: str, paragraphs: int, profile: Profile) -> bool:
    """Whether no stamp of the story can follow: the text has begun, or it is over and another story's stands below."""
    if is_prose(text):
        return paragraphs > 1 or _opens_lead(text, profile) or _ends_story(text, profile)
    return _ends_story(text, profile)


def _is_sites(text: str, profile: Profile) -> bool:
    return is_appeal(text) or fold(text) in profile.home or is_site_line(text, profile)


def find_last_stamp(lines: list[Line], start: int, profile: Profile) -> Stamp | None:
    """Return the stamp on the page's last line, if it stands below the text and not below another story's title."""
    if len(lines) < start + 2:
        return None
    text = lines[-1].text
    if "2" not in text or len(text) > LONGEST_STAMP:
        return None
    if _BROADCAST.search(text):
        note = read_stamp(text)
        return note._replace(printed=text) if note else None
    stamp = _read_own_stamp(text, profile)
    above = lines[-2].text
    if stamp is None or not (is_prose(above) or len(above) < LONGEST_STAMP // 4):
        return None
    return None if any(_ends_story(line.text, profile) for line in lines[start:-2]) else stamp


def _ends_story(text: str, profile: Profile) -> bool:
    return read_signoff(text, profile) is not None or (len(text) < LONGEST_STAMP and fold(text) in profile.endings)


def is_relative(text: str) -> bool:
    """Whether a short line gives a time that only the day of the crawl could complete."""
    if len(text) > LONGEST_STAMP:
        return False
    hinted = "ago" in text or text[0].isdigit() or text[-1].isdigit() or _MAY_BE_AGO.search(text)
    return bool(hinted) and _AGO.search(text) is not None


def reject_clock(line: Line, notes: Notes) -> None:
    """Leave a clock out, and say so."""
    notes.claim(line, "removed.clock")
    notes.warn("clock_rejected", line, "date_published", line.text)


def _read_own_stamp(text: str, profile: Profile) -> Stamp | None:
    """Return a stamp that stands alone, or with the names of a writer, a section or the outlet."""
    stamp = read_stamp(text) if len(text) <= LONGEST_STAMP else None
    if stamp is None or stamp.alone or stamp.among_labels:
        return stamp
    beside = fold(f"{stamp.before} {stamp.after}")
    if beside in profile.sections:
        return stamp
    for outlet in profile.outlets:
        if len(outlet) > 2 and outlet in beside:  # noqa: PLR2004 - «AP» stands in many words
            beside = beside.replace(outlet, "")
    return None if beside.strip(" -|,.") else stamp


def _opens_lead(text: str, profile: Profile) -> bool:
    """Whether a paragraph begins as a place line does, in capitals or with an agency in brackets."""
    return text[1:3].isupper() or ("(" in text[:_PLACE_REACH] and read_place_line(text, profile) is not None)


def _is_clock(lines: list[Line], at: int) -> bool:
    """Whether a stamp is the page's clock: it says «today», or stands beside a hotline or the weather."""
    beside = [lines[near].text for near in (at - 1, at, at + 1) if 0 <= near < len(lines)]
    return _OF_TODAY.match(lines[at].text) is not None or any(
        len(text) <= LONGEST_STAMP // 2 and _BESIDE_CLOCK.search(text) for text in beside
    )


def _stands_over_title(lines: list[Line], at: int, profile: Profile) -> bool:
    """Whether a title stands alone below the stamp: then it is not the story's."""
    below = lines[at + 1 : at + 3]
    if len(below) < 2 or not (below[0].gap and below[1].gap and is_title(below[0].text)):  # noqa: PLR2004
        return False
    text = below[0].text
    return not is_prose(text) and read_credit(text, profile) is None and not is_site_line(text, profile)
