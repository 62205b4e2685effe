"""The place line: ``HÀ NỘI — `` before the lead. As printed, and in its usual spelling."""

import re
from typing import NamedTuple

from articles.profile import Profile
from articles.spelling import fold

_REACH = 110  # characters from the start of the paragraph within which the dash must stand
_DASH = re.compile(r" ?(?:—|--|–)-? ?|(?:(?<= )|(?<=\))) ?- | ~ ")
_STOP = re.compile(r": |\. ")  # ends a place line only with an agency, a day or a known place in capitals before it
_AGENCY = re.compile(r"\s*\(([^()]{2,40})\)\s*")
_REGION = re.compile(r"\s*\[[^\[\]]{1,20}\]")  # London [UK]
_MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept?", "Oct", "Nov", "Dec"]
_DAY = re.compile(
    rf",?\s+(?:({'|'.join(_MONTHS)})[a-z]*\.?\s+\d{{1,2}}|\d{{1,2}}\s+(?:{'|'.join(_MONTHS)})[a-z]*)(?:,\s*\d{{4}})?$"
)
_MOST_WORDS = 5
_SHORTEST_UNKNOWN = 5  # letters; shorter words in capitals are acronyms until the profile knows them


class PlaceLine(NamedTuple):
    """What stands before the lead. ``outlet`` is set, and ``place`` None, where it is no place."""

    place: str | None  # as printed, without agency and day
    located: str | None  # the usual spelling; None where the profile does not know the place
    agency: str | None
    outlet: str | None
    length: int  # characters of the paragraph up to the lead
    last: int = 0  # where the place line that counts begins, when there are two
    dated: bool = False  # a day stands in it


def read_place_line(text: str, profile: Profile) -> PlaceLine | None:
    """Return the place line at the start of a paragraph; of two, the last one."""
    found = _read_one(text, profile)
    if found is None or found.outlet:
        return found
    second = _read_one(text[found.length :], profile)
    if second is None or second.outlet:
        return found
    return second._replace(length=found.length + second.length, last=found.length)


def _read_one(text: str, profile: Profile) -> PlaceLine | None:
    head = text[:_REACH]
    if not (head[1:2].isupper() or "(" in head):
        return None
    dash = _DASH.search(head)
    if dash is not None and dash.start() > 0:
        found = _read_label(head[: dash.start()], dash.end(), text, profile)
        if found:
            return found
    stop = _STOP.search(head)
    found = _read_label(head[: stop.start()], stop.end(), text, profile) if stop else None
    return found if found and found.located and stop and (stop[0] == ": " or found.dated) else None


def _read_label(printed: str, end: int, text: str, profile: Profile) -> PlaceLine | None:
    """Judge the words before a dash: an outlet, a place that the profile knows, words in capitals, or nothing."""
    label, agency = _without_agency(_REGION.sub("", printed))
    if not label and agency and agency.isupper() and fold(agency) in profile.places:
        label, agency = agency, None  # (SEOUL) —
    if _is_outlet(label or agency or "", profile):
        return PlaceLine(None, None, None, (label or agency), end)
    place = _DAY.sub("", label).rstrip(" ,")
    first, _, second = place.partition(", ")
    if second and _is_outlet(second, profile):
        place = first
    usual = _usual_spelling(first, profile)
    if usual is None and not _looks_like_place(place, text[end:], profile):
        return None
    if not (first.isupper() or agency):
        return None  # "Hà Nội – the capital" is how a sentence begins
    return PlaceLine(place, usual, agency, None, end, dated=place != label)


def _usual_spelling(place: str, profile: Profile) -> str | None:
    """Return the usual spelling of a place, or of several cities: ``BRUSSELS/PARIS``."""
    parts = [profile.places.get(fold(part)) for part in place.split("/")]
    return "/".join(part for part in parts if part) if all(parts) else None


def _without_agency(label: str) -> tuple[str, str | None]:
    """Split ``WASHINGTON (AP)`` into the place and the agency."""
    match = _AGENCY.search(label)
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
    letters = (
        place.replace(" ", "").replace(",", "").replace(".", "").replace("'", "").replace("-", "").replace("/", "")
    )
    if not letters.isalpha() or len(letters) < _SHORTEST_UNKNOWN or fold(place) in profile.not_places:
        return False
    return not lead or not lead[0].islower()
