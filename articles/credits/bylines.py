"""Who wrote it: ``By X``, ``By X and Y – Translated by Z``. Outlets, desks and agencies are no authors."""

import re
from typing import NamedTuple

from articles.outlets.profile import Profile
from articles.text.spelling import fold

_LONGEST = 140
_BY = re.compile(r"(?:By|by|BY)[ :]\s*(?P<who>\S.*)")
_TRANSLATED = re.compile(r"(?:^|\s*[–—-]?\s*)Translated by\s+(?P<who>.+)$", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\*(?P<who>[^,*]{4,40}), .{3,80}\b(?:supervis|edited by|orient)", re.IGNORECASE)
_REPORTS = re.compile(
    r"[.!?”] (?P<line>(?:By |by )?(?P<who>[^\W\d_][^.!?”]{4,40}?) (?:reports|writes|spoke to \w+)\.?)$"
)
_BETWEEN = re.compile(r"\s*(?:,\s*and\s|,|;|&|\band\b)\s*")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_NO_NAME = re.compile(r"[:/|@()]")
_NAME_WORDS = range(2, 7)
_LONGEST_BARE = 80  # characters of names without «By»
_BARE_WORDS = range(2, 5)  # of a name that stands alone, without «By»
_PARTICLES = frozenset(
    {"de", "da", "do", "dos", "del", "la", "van", "von", "der", "den", "bin", "al", "el", "le", "di"}
)
_UI_WORDS = frozenset(
    ["read", "see", "more", "next", "share", "sign", "news", "photo", "photos", "video", "page", "top", "home", "story",
     "related", "contact", "view", "full", "follow", "subscribe", "latest", "the", "tin", "xem", "thêm"]
)  # fmt: skip
"""Words of titles and buttons: what holds one of them, alone on a last line, is no person."""
_ROLES = ("correspondent", "writer", "reporter", "editor", "staff", "journalist", "freelance", "bureau", "desk",
          "contributor", "intern", "photographer", "newsroom")  # fmt: skip


_MOST_DESK_WORDS = 3
_DESK_WORDS = frozenset(
    ["staff", "news", "web", "online", "our", "the", "a", "special", "senior", "foreign", "business", "sport", "sports",
     "political", "freelance", "agency", "guest"]
)  # fmt: skip


class Byline(NamedTuple):
    """A line that names writers. ``outlet`` is set where an outlet stands in a person's place."""

    printed: str
    authors: tuple[str, ...]
    translators: tuple[str, ...]
    outlet: str | None
    line: int | None = None  # in the original


def read_byline(text: str, profile: Profile) -> Byline | None:
    """Return what a line of its own says of its writers, None where it is no byline."""
    if len(text) > _LONGEST or text[:2] not in {"By", "by", "BY", "Tr"}:
        return None
    match = _BY.fullmatch(text)
    if match is None:
        return _read_translator(text)
    who = match["who"].strip()
    translated = _TRANSLATED.search(who)
    translators = _names(translated["who"], profile) if translated else ()
    if translated:
        who = who[: translated.start()]
    if _is_outlet(who, profile):
        return Byline(text, (), translators, who)
    who = _BRACKETS.sub("", who)
    authors = _names(who, profile)
    if authors:
        return Byline(text, authors, translators, None)
    return Byline(text, (), translators, who) if _is_nobody(who) else None  # By staff writers


def read_below_title(text: str, profile: Profile) -> Byline | None:
    """Return the byline below a headline: with «By», a list of two or more names without it, or a desk."""
    byline = read_byline(text, profile)
    if byline or len(text) > _LONGEST_BARE:
        return byline
    if _is_nobody(text):
        return Byline(text, (), (), text)
    found = read_name(text, profile) if " and " in text or ", " in text else None
    return found if found and len(found.authors) > 1 else None


def read_name(text: str, profile: Profile) -> Byline | None:
    """Return the byline in the words beside a stamp: ``By X``, or bare names of persons."""
    byline = read_byline(text, profile)
    if byline or len(text) > _LONGEST_BARE or _is_outlet(text, profile) or _is_label(text, profile):
        return byline
    names = _names(text, profile)
    if not names and _is_nobody(text):
        return Byline(text, (), (), text)  # Staff Reporter
    bare = names and all(len(name.split()) in _BARE_WORDS for name in names)
    return Byline(text, names, (), None) if bare else None


def read_reporter(abstract: str) -> Byline | None:
    """Return the writer whom a standfirst names in its last sentence: ``… Hồ Sỹ Lam reports``."""
    match = _REPORTS.search(abstract)
    if match is None or not _is_person(match["who"]):
        return None
    return Byline(match["line"], (match["who"],), (), None)


def read_last_line(text: str, profile: Profile) -> Byline | None:
    """Return the byline that stands at the end of a text: a name in capitals, or a footnote with its supervisor."""
    footnote = _FOOTNOTE.match(text) if text[:1] == "*" else None
    if footnote and _is_person(footnote["who"]):
        return Byline(text, (footnote["who"].strip(),), (), None)
    if not text[-1].isalpha() or _UI_WORDS.intersection(text.casefold().split()):
        return None
    return read_name(text, profile) if text.isupper() or text.istitle() else None


def _read_translator(text: str) -> Byline | None:
    match = _TRANSLATED.fullmatch(text)
    return Byline(text, (), (match["who"].strip(),), None) if match and _is_person(match["who"].strip()) else None


def _names(who: str, profile: Profile) -> tuple[str, ...]:
    """Return the persons of a list of names and titles; nothing if one part is neither."""
    names: list[str] = []
    for part in _BETWEEN.split(who.rstrip(". ")):
        if _is_title(part, profile):
            continue
        if not _is_person(part):
            return ()
        names.append(part)
    return tuple(names)


def _is_person(name: str) -> bool:
    words = name.split()
    if len(words) not in _NAME_WORDS or any(map(str.isdigit, name)) or _NO_NAME.search(name):
        return False
    return all(word[0].isupper() or word in _PARTICLES for word in words) and words[0][0].isupper()


def _is_title(part: str, profile: Profile) -> bool:
    """Whether a part of a byline is a title, an outlet, or nothing."""
    small = part.casefold()
    return not part or any(role in small for role in _ROLES) or _is_outlet(part, profile)


def _is_nobody(who: str) -> bool:
    """Whether a desk, an office or an outlet stands in the place of names: ``Staff Reporter``."""
    words = who.casefold().strip(" .").split()
    if not words or len(words) > _MOST_DESK_WORDS:
        return False
    return words[-1].rstrip("s") in _ROLES and _DESK_WORDS.issuperset(words[:-1])


def _is_outlet(name: str, profile: Profile) -> bool:
    folded = fold(name.strip())
    return folded in profile.outlets or folded.endswith(
        (" staff", " desk", " reporters", " correspondents", " agencies")
    )


def _is_label(text: str, profile: Profile) -> bool:
    folded = fold(text)
    if folded in profile.sections or folded in profile.places or folded in profile.menu:
        return True
    return folded.partition(" ")[0] in profile.home
