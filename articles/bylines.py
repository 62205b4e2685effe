"""Who wrote it: ``By X``, ``By X and Y – Translated by Z``. Outlets, desks and agencies are no authors."""

import re
from typing import NamedTuple

from articles.profile import Profile
from articles.spelling import fold

_LONGEST = 140
_BY = re.compile(r"(?:By|by|BY)[ :]\s*(?P<who>\S.*)")
_TRANSLATED = re.compile(r"\s*[–—-]?\s*Translated by\s+(?P<who>.+)$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,\s*and\s|,|;|&|\band\b)\s*")
_NAME_WORDS = range(2, 7)


class Byline(NamedTuple):
    """A line that names writers. ``outlet`` is set where an outlet stands in a person's place."""

    printed: str
    authors: tuple[str, ...]
    translators: tuple[str, ...]
    outlet: str | None


def read_byline(text: str, profile: Profile) -> Byline | None:
    """Return what a line of its own says of its writers, None where it is no byline."""
    if len(text) > _LONGEST or text[:2] not in {"By", "by", "BY"}:
        return None
    match = _BY.fullmatch(text)
    if match is None:
        return None
    who = match["who"].strip()
    translated = _TRANSLATED.search(who)
    translators = _names(translated["who"]) if translated else ()
    if translated:
        who = who[: translated.start()]
    if _is_outlet(who, profile):
        return Byline(text, (), translators, who)
    authors = tuple(name for name in _names(who) if not _is_outlet(name, profile))
    return Byline(text, authors, translators, None) if authors else None


def read_name(text: str, profile: Profile) -> Byline | None:
    """Return the byline in the words beside a stamp: ``By X``, or the bare name of a person."""
    byline = read_byline(text, profile)
    if byline or not _is_person(text) or _is_outlet(text, profile) or fold(text) in profile.sections:
        return byline
    return None if fold(text) in profile.places else Byline(text, (text,), (), None)


def _names(who: str) -> tuple[str, ...]:
    """Return the persons of a list of names; nothing if one part is no name."""
    parts = [part for part in _BETWEEN.split(who.rstrip(". ")) if part]
    return tuple(parts) if parts and all(map(_is_person, parts)) else ()


def _is_person(name: str) -> bool:
    words = name.split()
    return len(words) in _NAME_WORDS and all(word[0].isupper() for word in words) and not any(map(str.isdigit, name))


def _is_outlet(name: str, profile: Profile) -> bool:
    folded = fold(name)
    return folded in profile.outlets or folded.endswith((" staff", " desk", " reporters", " correspondents"))
