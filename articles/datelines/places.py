"""The place line: ``HÀ NỘI — `` before the lead. As printed, and in its usual spelling."""

import re
from typing import NamedTuple

from articles.datelines.wirelines import read_wire_line
from articles.dates.placedays import PlaceDay, split_day
from articles.outlets.profile import Profile
from articles.text.spelling import fold

_REACH = 110  # characters from the start of the paragraph within which the dash must stand
_DASH = re.compile(r" ?(?:—|―|--|–)-? ?|(?:(?<= )|(?<=\))) ?- | ~ ")
_STOP = re.compile(r": |\. |：")  # ends a place line only with an agency, a day or a known place before it
_AGENCY = re.compile(r"\s*\(([^()]{2,40})\)\s*")
_DOMAIN = re.compile(r"[A-Za-z]\w{1,20}\.(?:vn|com|net|org|id|my)", re.IGNORECASE)
_TAG = re.compile(r"[A-ZĐ][A-ZĐa-z]?[A-ZĐ]{1,6}")
_SLASHED = re.compile(r"/(?P<agency>\w{2,12})/\.? ")
_REGION = re.compile(r"\s*\[[^\[\]]{1,20}\]")  # London [UK]
_MOST_WORDS = 5
_SHORTEST_UNKNOWN = 5  # letters; shorter words in capitals are acronyms until the profile knows them
_SHORTEST_LEAD = 60  # characters behind ``Manila: ``, where no capitals tell the place
_BULLETS = "*•▪●-–—"
_NO_LETTERS = re.compile(r"[^\w\s.,'’()/?&-]")  # emoji and other signs that a mirror has put into a name


class PlaceLine(NamedTuple):
    """What stands before the lead. ``outlet`` is set, and ``place`` None, where it is no place."""

    place: str | None  # as printed, without agency and day
    located: str | None  # the usual spelling; None where the profile does not know the place
    agency: str | None
    outlet: str | None
    length: int  # characters of the paragraph up to the lead
    last: int = 0  # where the place line that counts begins, when there are two
    day: PlaceDay | None = None
    authors: tuple[str, ...] = ()  # an East Asian agency names them here


def read_place_line(text: str, profile: Profile) -> PlaceLine | None:
    """Return the place line at the start of a paragraph; of two, the last one."""
    found = _read_one(text, profile)
    if found is None or found.outlet:
        return found
    rest = text[found.length :]
    second = _read_one(rest, profile) if rest[1:3].isupper() or rest[:1] == "(" else None
    if second is None or second.outlet:
        return found
    return second._replace(length=found.length + second.length, last=found.length, day=second.day or found.day)


def read_place_alone(text: str, profile: Profile) -> PlaceLine | None:
    """Return the place line ``New Delhi, April 8`` that stands on a line of its own, without a dash."""
    if len(text) > _REACH // 2 or not text[:1].isupper():
        return None
    label, agency = _without_agency(text.rstrip(" .-–—:"))
    place, day = split_day(label)
    usual = _usual_spelling(place.partition(", ")[0], profile) if day else None
    return PlaceLine(place, usual, agency, None, len(text), day=day) if usual else None


def _read_one(text: str, profile: Profile) -> PlaceLine | None:
    second = text[1:2]
    if text[:1] in _BULLETS:
        return None
    if second.islower() or not second:
        return _read_unmarked(text, profile) if _may_be_marked(text) else None
    wire = read_wire_line(text) if second > "\u1000" else None
    if wire:
        usual = _usual_spelling(wire.place.replace("·", "/"), profile)
        return PlaceLine(wire.place, usual, wire.agency, None, wire.length, day=wire.day, authors=wire.authors)
    return _read_unmarked(text, profile)


def _may_be_marked(text: str) -> bool:
    """Whether a bracket, a colon, a comma or a dash stands near the start of a line that begins like a sentence."""
    near = text[:30]
    return "(" in text[:_REACH] or ": " in text[:40] or ", " in near or " – " in near or " - " in near or " — " in near


def _read_unmarked(text: str, profile: Profile) -> PlaceLine | None:
    """Read words before a dash, else before a colon or a full stop."""
    head = text[:_REACH]
    dash = _DASH.search(head) if "—" in head or "―" in head or "–" in head or "-" in head or "~" in head else None
    if dash is not None and dash.start() > 0:
        later = _DASH.search(head, dash.end()) if dash[0].strip() in {"-", "–"} else None
        if later and _usual_spelling(head[: later.start()], profile):
            dash = later  # BÀ RỊA - VŨNG TÀU —
        found = _read_label(head[: dash.start()], dash.end(), text, profile)
        if found:
            return found
    stop = _STOP.search(head) if ": " in head or ". " in head or "：" in head else None
    if stop is None:
        return _read_republished(text, profile)
    found = _read_label(head[: stop.start()], stop.end(), text, profile, colon=stop[0] == ": ")
    if found and text[found.length :].startswith("/"):
        found = _with_slashed_agency(found, text)
    if found and (found.located or (found.outlet and " – " in found.outlet)) and (stop[0] == ": " or found.day):
        return found
    return _read_republished(text, profile)


def _with_slashed_agency(found: PlaceLine, text: str) -> PlaceLine:
    """Add the agency that stands in slashes behind the place line: ``MOSCOW, May 7. /TASS/. ``."""
    agency = _SLASHED.match(text, found.length)
    return found._replace(agency=agency["agency"], length=agency.end()) if agency else found


def _read_republished(text: str, profile: Profile) -> PlaceLine | None:
    """Read ``Hanoi, (APP - UrduPoint - 11th Sep, 2024) Engineers``: only the bracket ends the place line."""
    bracket = _AGENCY_AND_DAY.match(text) if ", (" in text[:40] else None
    usual = _usual_spelling(bracket["place"], profile) if bracket else None
    if bracket is None or usual is None:
        return None
    return PlaceLine(bracket["place"], usual, bracket["agency"], None, bracket.end(), day=split_day(bracket["rest"])[1])


_AGENCY_AND_DAY = re.compile(r"(?P<place>[^\W\d_][\w .]{1,30}), \((?P<agency>[A-Z]{2,8})\b(?P<rest>[^()]{0,80})\) ?")


def _read_label(printed: str, end: int, text: str, profile: Profile, *, colon: bool = False) -> PlaceLine | None:
    """Judge the words before a dash: an outlet, a place that the profile knows, words in capitals, or nothing."""
    label, agency = _without_agency(_REGION.sub("", printed) if "[" in printed else printed)
    if not label and agency and agency.isupper() and fold(agency) in profile.places:
        label, agency = agency, None  # (SEOUL) —
    elif agency and fold(agency) in profile.places:
        agency = None  # CÔN ĐẢO (Bà Rịa-Vũng Tàu) —
    if text[end : end + 1].islower() and not label.isupper():
        return None  # "Viet Nam News — the newspaper —" is how a sentence begins
    if _is_outlet(label or agency or "", profile) or (colon and _is_speaker(label, profile)):
        return PlaceLine(None, None, None, (label or agency), end)
    if _DOMAIN.fullmatch(label) or (not label and agency and _TAG.fullmatch(agency)):
        return PlaceLine(None, None, None, label or agency, end)  # ANTD.VN -, (PLVN) -
    place, day = split_day(label)
    first, _, second = place.partition(", ")
    if second and _is_outlet(second, profile):
        place = first
    elif second and _is_outlet(first, profile):
        place = first = second  # jpnn.com, JAKARTA -
    usual = _usual_spelling(first, profile)
    if usual is None and not _looks_like_place(place, text[end:], profile):
        return None
    is_set_off = (colon and _opens_lead(text[end:])) or _is_dashed_off(text, end)
    if not (_is_marked(first) or agency or day or is_set_off):
        return None  # "Hà Nội – the capital" is how a sentence begins
    return PlaceLine(place, usual, agency, None, end, day=day)


def _is_speaker(label: str, profile: Profile) -> bool:
    """Whether a person of an outlet speaks: ``Khánh An – VOA: ``."""
    name, _, outlet = label.rpartition(" – ")
    return bool(name) and _is_outlet(outlet, profile)


def _is_marked(place: str) -> bool:
    """Whether a place is in capitals, or in a script that has none."""
    return place.isupper() or not (place.islower() or place[:1].isupper())


def _is_dashed_off(text: str, end: int) -> bool:
    """Whether one em dash stands between a place in small letters and a new sentence: ``HCM City — The``."""
    lead = text[end:_REACH]
    return "—" in text[:end] and "—" not in lead and lead[:1].isupper()


def _opens_lead(text: str) -> bool:
    return len(text) > _SHORTEST_LEAD and not text[0].islower()


def _usual_spelling(place: str, profile: Profile) -> str | None:
    """Return the usual spelling of a place, or of several cities: ``BRUSSELS/PARIS``."""
    known = profile.places.get(fold(place)) or profile.places.get(fold(_NO_LETTERS.sub("", place)))
    if known or ("/" not in place and "&" not in place):
        return known
    parts = [profile.places.get(fold(part)) for part in place.replace("&", "/").split("/")]
    return "/".join(part for part in parts if part) if all(parts) else None


def _without_agency(label: str) -> tuple[str, str | None]:
    """Split ``WASHINGTON (AP)`` into the place and the agency."""
    match = _AGENCY.search(label) if "(" in label else None
    if match is None:
        return label.strip(), None
    return (label[: match.start()] + label[match.end() :]).strip(), match[1].strip()


def _is_outlet(label: str, profile: Profile) -> bool:
    name = fold(label)
    return name in profile.outlets or ("/" in name and all(part in profile.outlets for part in name.split("/")))


def _looks_like_place(place: str, lead: str, profile: Profile) -> bool:
    """Whether words in capitals that the profile does not know may be a place: no acronym, and a lead follows."""
    words = place.split()
    if not 1 <= len(words) <= _MOST_WORDS or not place.partition(",")[0].isupper():
        return False
    letters = "".join(char for char in place if char not in " ,.'’-/?")
    if not letters.isalpha() or len(letters) < _SHORTEST_UNKNOWN or fold(place) in profile.not_places:
        return False
    return not lead or not lead[0].islower()
