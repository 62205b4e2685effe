"""The section: from the breadcrumb, else from the label on line 1. The site's menu is neither.

The first item of the menu often stands on line 1 and looks like a section (FORMAT 5.1 and 5.2): the
breadcrumb wins, and the difference is said.
"""

from typing import NamedTuple

from articles.dates.stamps import Stamp, read_stamp
from articles.layout import Line
from articles.notes import Notes
from articles.outlets.boilerplate import is_appeal, is_site_line
from articles.outlets.profile import Profile
from articles.text.prose import LONGEST_TITLE
from articles.text.spelling import fold

_SEPARATORS = (" » ", " › ", " > ", " / ")
_LONGEST_CRUMB = 40
_MOST_WORDS_UNKNOWN = 4
_REACH = 40  # visible lines from the top within which the breadcrumb stands; the longest menu had 13


class Navigation(NamedTuple):
    """What the top of the page says of the section; ``after`` is the index of the line that follows."""

    section: str | None  # usual spelling; as printed where the profile does not know it
    breadcrumb: tuple[str, ...]
    after: int


def read_section_beside(stamp: Stamp, navigation: Navigation, profile: Profile) -> Navigation:
    """Return the navigation with the section that stands beside the stamp: ``Home World 22/June/2025``."""
    if navigation.section:
        return navigation
    for text in (stamp.before, stamp.after):
        first, _, rest = text.partition(" ")
        section = profile.sections.get(fold(text))
        if section:
            return navigation._replace(section=section)
        section = profile.sections.get(fold(rest)) if first.casefold() in profile.home else None
        if section:
            return navigation._replace(section=section, breadcrumb=(first, rest))
    return navigation


class FlatCrumbs(NamedTuple):
    """Where the label and the breadcrumb end in a text that has lost its line ends; 0 for what is not there."""

    label: int
    crumbs: int


def split_flat_breadcrumb(text: str, profile: Profile) -> FlatCrumbs:
    """Find ``Home Section`` at the start of a text without line ends, behind a label at most."""
    at = next((text.find(word) for word in ("Home ", "HOME ") if word in text[:_LONGEST_CRUMB]), -1)
    if at < 0:
        return FlatCrumbs(0, 0)
    words = text[at:].split(" ")
    for size in range(min(len(words), 8), 1, -1):
        if fold(" ".join(words[1:size])) in profile.sections:
            return FlatCrumbs(at, at + len(" ".join(words[:size])))
    return FlatCrumbs(0, 0)


def read_navigation(lines: list[Line], profile: Profile, notes: Notes) -> Navigation:
    """Return section and breadcrumb, and claim the lines that they, the menu, and the site's lines above take."""
    first = _skip_site_lines(lines, profile, notes)
    for at, line in enumerate(lines[first : first + _REACH], first):
        text = line.text
        if len(text) > LONGEST_TITLE:
            break
        crumbs = _read_breadcrumb(lines, at, profile)
        if crumbs:
            notes.claim(line, "breadcrumb")
            section = _section_of(crumbs, line, profile, notes)
            _claim_above(lines[first:at], section, profile, notes)
            return Navigation(section, crumbs, at + 1)
    return _read_label(lines, first, profile, notes)


def _skip_site_lines(lines: list[Line], profile: Profile, notes: Notes) -> int:
    """Claim the site's buttons and appeals at the top, where more than they follow; return how many."""
    count = 0
    for line in lines[:_REACH]:
        text = line.text
        if _is_item(line, profile) or not (is_site_line(text, profile) or is_appeal(text)):
            break
        count += 1
    notes.claim_all(lines[:count], "removed.boilerplate")
    return count


def _read_breadcrumb(lines: list[Line], at: int, profile: Profile) -> tuple[str, ...]:
    text = lines[at].text
    for separator in _SEPARATORS:
        if separator in text:
            return _split_breadcrumb(text, separator, profile)
    first, _, rest = text.partition(" ")
    if not rest or first.casefold() not in profile.home:
        return ()
    known = _known_sections(rest.split(), profile)
    if known:
        return (first, *known)
    return (first, rest) if _may_be_unknown_section(rest, lines, at, profile) else ()


def _split_breadcrumb(text: str, separator: str, profile: Profile) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(separator))
    if not all(part and len(part) <= _LONGEST_CRUMB and not part.isdigit() for part in parts):
        return ()
    folded = [fold(part) for part in parts]
    known = folded[0] in profile.home or any(part in profile.sections for part in folded)
    return parts if known or separator in {" » ", " › "} else ()


def _known_sections(words: list[str], profile: Profile) -> tuple[str, ...]:
    """Split words into sections of the profile, the longest first; nothing if a word is left over."""
    found: list[str] = []
    while words:
        size = next((n for n in range(min(len(words), 8), 0, -1) if fold(" ".join(words[:n])) in profile.sections), 0)
        if not size:
            return ()
        found.append(" ".join(words[:size]))
        words = words[size:]
    return tuple(found)


def _may_be_unknown_section(rest: str, lines: list[Line], at: int, profile: Profile) -> bool:
    """Tell ``Home New Section`` from the headline ``Home prices rise``: in capitals, and no stamp is next."""
    words = rest.split()
    if len(words) > _MOST_WORDS_UNKNOWN or not all(word[0].isupper() or word == "&" for word in words):
        return False
    above = all(_is_item(line, profile) for line in lines[:at])
    following = lines[at + 1] if at + 1 < len(lines) else None
    return above and following is not None and following.gap and read_stamp(following.text) is None


def _section_of(crumbs: tuple[str, ...], line: Line, profile: Profile, notes: Notes) -> str | None:
    """Return the last crumb that the profile knows, else the last one."""
    inner = [crumb for crumb in crumbs if fold(crumb) not in profile.home]
    for crumb in reversed(inner):
        usual = profile.sections.get(fold(crumb))
        if usual:
            return usual
    if inner and profile.lists_sections:
        notes.warn("section_unknown", line, "article_section", inner[-1])
    return inner[-1] if inner else None


def _claim_above(above: list[Line], section: str | None, profile: Profile, notes: Notes) -> None:
    """Claim what stands over the breadcrumb: one label, or the menu."""
    items = [line for line in above if _is_item(line, profile)]
    if len(items) != 1 or items[0] is not above[0]:
        notes.claim_all(items, "removed.menu")
        return
    label = items[0]
    if profile.sections.get(fold(label.text)) == section:
        notes.claim(label, "article_section")
        return
    notes.claim(label, "removed.label")
    notes.warn("section_conflict", label, "article_section", label.text, detail=f"the breadcrumb says {section}")


def _read_label(lines: list[Line], first: int, profile: Profile, notes: Notes) -> Navigation:
    """Read the label on line 1: it stands alone before a blank line. Several items are the menu."""
    count = first
    while count < len(lines) and _is_item(lines[count], profile):
        count += 1
    if count == first + 1 and (len(lines) == count or lines[count].gap):
        section = profile.sections.get(fold(lines[first].text))
        notes.claim(lines[first], "article_section" if section else "removed.menu")
        return Navigation(section, (), count)
    notes.claim_all(lines[first:count], "removed.menu")
    return Navigation(None, (), count)


def _is_item(line: Line, profile: Profile) -> bool:
    if len(line.text) > _LONGEST_CRUMB:
        return False
    name = fold(line.text)
    return name in profile.sections or name in profile.menu or name in profile.home
