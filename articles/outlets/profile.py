"""An outlet's profile: what only somebody who knows the outlet can tell. Data, read from TOML text.

The keys are described in ``profiles/general.toml``. This module opens no file: callers pass the text.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from articles.outlets.gazetteer import PLACES
from articles.text.spelling import did_you_mean, fold

GENERAL = "general.toml"
"""The profile of the texts that no other one claims; what it lists counts for the others too."""


class ProfileError(ValueError):
    """A profile that cannot be used; the message names the file, the key and what was expected."""


class Marks(NamedTuple):
    """What tells an outlet's texts from others: one word or certain line is proof, so are two likely lines."""

    words: tuple[str, ...] = ()
    certain: tuple[re.Pattern[str], ...] = ()
    likely: tuple[re.Pattern[str], ...] = ()


_NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Profile:
    """One outlet, ready for look-ups. Keys of mappings and members of sets are folded unless said otherwise."""

    name: str
    zone: ZoneInfo | None  # of the outlet's clock; None where the profile serves many outlets
    language: str | None  # BCP 47, of everything the outlet prints
    home: frozenset[str]  # first words of a breadcrumb: home
    sections: Mapping[str, str]  # any spelling -> the usual spelling
    lists_sections: bool  # whether these are all the outlet has, not the usual ones of any outlet
    menu: frozenset[str]  # items of the site's navigation
    agencies: frozenset[str]  # names that sign a text or a picture, as printed
    agency_ends: frozenset[str]  # the last word of each, for a quick look at a line's end
    outlets: frozenset[str]  # outlets, desks and agencies that are neither a place nor a person
    places: Mapping[str, str]  # any spelling -> the usual spelling
    not_places: frozenset[str]  # words in capitals that stand before a dash and are no place
    boilerplate: frozenset[str]  # whole lines of the site itself
    endings: frozenset[str]  # lines after which other stories follow
    standfirst_below_stamp: bool = False  # what follows the stamp at once, over a blank line, is no lead
    marks: Marks = _NO_MARKS  # by which its texts are known; none where the profile serves many outlets

    def signs(self, name: str) -> bool:
        """Whether ``VNS``, ``VNA/VNS`` or ``VNS, AFP`` consists of agencies only."""
        return name in self.agencies or (("/" in name or ", " in name) and set(split_agencies(name)) <= self.agencies)


def split_agencies(signature: str) -> tuple[str, ...]:
    """Return the agencies of a signature: ``VNA/VNS``, ``VNS, AFP``."""
    return tuple([part.strip() for part in signature.replace(", ", "/").split("/")])


_TEXTS = ("name", "zone", "language")
_FLAGS = ("standfirst_below_stamp",)
_LISTS = ("home", "menu", "agencies", "outlets", "not_places", "boilerplate", "endings")
_TABLES = ("sections", "places")
_KEYS = (*_TEXTS, *_FLAGS, *_LISTS, *_TABLES, "marks")


def parse_profile(toml_text: str, origin: str, base: Profile | None = None) -> Profile:
    """Return the profile that a TOML text describes; ``origin`` is the file's name, for messages.

    Lists and places of ``base`` are added to its own: what many outlets share need stand in one file only.
    """
    raw = _read(toml_text, origin)
    _require_known(raw, _KEYS, origin)
    lists = {key: _strings(raw, key, origin) for key in _LISTS}
    sections = _spellings(raw, "sections", origin)
    agencies = frozenset(lists["agencies"]) | (base.agencies if base else frozenset())
    return Profile(
        name=_text(raw, "name", origin) or origin,
        zone=_zone(raw, origin),
        language=_text(raw, "language", origin),
        home=_folded(lists["home"]) | (base.home if base else frozenset()),
        sections=sections or (base.sections if base else {}),
        lists_sections=bool(sections) and (base is not None or "marks" in raw),
        menu=_folded(lists["menu"]),
        agencies=agencies,
        agency_ends=frozenset(name.split()[-1] for name in agencies if name.strip()),
        outlets=_folded(lists["outlets"]) | _folded(lists["agencies"]) | (base.outlets if base else frozenset()),
        places={**(base.places if base else PLACES), **_spellings(raw, "places", origin)},
        not_places=_folded(lists["not_places"]) | (base.not_places if base else frozenset()),
        boilerplate=_folded(lists["boilerplate"]) | (base.boilerplate if base else frozenset()),
        endings=_folded(lists["endings"]) | (base.endings if base else frozenset()),
        standfirst_below_stamp=_flag(raw, "standfirst_below_stamp", origin),
        marks=_marks(raw, origin),
    )


def parse_profiles(texts: Mapping[str, str]) -> tuple[Profile, ...]:
    """Return the profiles of some TOML texts by file name; the general one, if it is among them, comes last."""
    base = parse_profile(texts[GENERAL], GENERAL) if GENERAL in texts else None
    outlets = [parse_profile(text, name, base) for name, text in texts.items() if name != GENERAL]
    return (*outlets, *([base] if base else []))


def _read(toml_text: str, origin: str) -> dict[str, Any]:
    try:
        return tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        message = f"{origin}: not TOML: {error}"
        raise ProfileError(message) from error


def _marks(raw: Mapping[str, Any], origin: str) -> Marks:
    """Read the table of marks: words, and patterns that a line must begin with."""
    table = raw.get("marks", {})
    if not isinstance(table, dict):
        message = f"{origin}: key 'marks' must be a table of {', '.join(Marks._fields)}"
        raise ProfileError(message)
    where = f"{origin}: table 'marks'"
    _require_known(table, Marks._fields, where)
    words, certain, likely = (_strings(table, key, where) for key in Marks._fields)
    if not all(word.strip() for word in words):
        message = f"{where}: key 'words': an empty word is in every text"
        raise ProfileError(message)
    return Marks(tuple(words), _patterns(certain, "certain", where), _patterns(likely, "likely", where))


def _patterns(values: list[str], key: str, where: str) -> tuple[re.Pattern[str], ...]:
    """Compile patterns, of which none may be one that every line begins with."""
    patterns: list[re.Pattern[str]] = []
    for value in values:
        try:
            patterns.append(re.compile(value))
        except re.error as error:
            message = f"{where}: key '{key}': {value!r} is no pattern: {error}"
            raise ProfileError(message) from error
        if patterns[-1].match(""):
            message = f"{where}: key '{key}': {value!r} begins every line"
            raise ProfileError(message)
    return tuple(patterns)


def _require_known(table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in table:
        if key not in known:
            message = f"{where}: unknown key '{key}'{did_you_mean(key, known)}"
            raise ProfileError(message)


def _text(raw: Mapping[str, Any], key: str, origin: str) -> str | None:
    value = raw.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        message = f"{origin}: key '{key}' must be a text, not {value!r}"
        raise ProfileError(message)
    return value


def _flag(raw: Mapping[str, Any], key: str, origin: str) -> bool:
    value = raw.get(key, False)
    if not isinstance(value, bool):
        message = f"{origin}: key '{key}' must be true or false, not {value!r}"
        raise ProfileError(message)
    return value


def _zone(raw: Mapping[str, Any], origin: str) -> ZoneInfo | None:
    name = _text(raw, "zone", origin)
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:  # ZoneInfo: unknown, ill-formed, or a directory
        message = f"{origin}: key 'zone': no time zone is called '{name}'"
        raise ProfileError(message) from error


def _strings(raw: Mapping[str, Any], key: str, origin: str) -> list[str]:
    values = raw.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        message = f"{origin}: key '{key}' must be a list of texts"
        raise ProfileError(message)
    return values


def _folded(values: list[str]) -> frozenset[str]:
    return frozenset(fold(value) for value in values)


def _spellings(raw: Mapping[str, Any], key: str, origin: str) -> dict[str, str]:
    """Read ``"usual spelling" = ["other", "spellings"]``; the usual one needs no repetition."""
    table = raw.get(key, {})
    if not isinstance(table, dict):
        message = f"{origin}: key '{key}' must be a table of usual spelling = [other spellings]"
        raise ProfileError(message)
    found: dict[str, str] = {}
    for usual in table:
        others = _strings(table, usual, f"{origin}: table '{key}'")
        for spelling in (usual, *others):
            if found.setdefault(fold(spelling), usual) != usual:
                message = f"{origin}: key '{key}': '{spelling}' stands under two usual spellings"
                raise ProfileError(message)
    return found
