"""Which outlet printed a text: told by the marks in the outlets' profiles, where nobody has said so."""

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter

from articles.profile import Profile, parse_profile

_END = 80  # characters at the end of a text that are looked at first: a sign-off tells most
_TOP = 300  # characters at the start that are looked at next: place lines and labels stand there
_HEAD, _TAIL = 700, 400  # characters at both ends that are looked at then, for credits and tags
_LOOKED_AT = 60_000  # characters that are looked at if the ends tell nothing
_FIRST, _LAST = 40, 6  # visible lines at the top and at the end that are held against patterns
_PROOF = 2  # likely marks that together are proof


def parse_profiles(texts: Mapping[str, str]) -> tuple[Profile, ...]:
    """Return the profiles of some TOML texts by file name; the one without marks comes last.

    It serves the texts that no other one claims, and what it lists counts for the others too.
    """
    bases = {name: text for name, text in texts.items() if "\n[marks]" not in text}
    base = next((parse_profile(text, name) for name, text in bases.items()), None)
    outlets = [parse_profile(text, name, base) for name, text in texts.items() if name not in bases]
    return (*outlets, *([base] if base else []))


def choose_profile(text: str, profiles: Sequence[Profile]) -> Profile:
    """Return the profile whose marks the text bears, else the first one that has none, else the last one."""
    named = _named(text[-_END:].rstrip() + "\n", profiles)
    if len(named) == 1:
        return named[0]
    found = None if named else _heaviest(text[:_TOP], profiles)
    if found:
        return found
    ends = text if len(text) < _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}\n"
    named = _named(ends, profiles)
    if len(named) == 1:
        return named[0]
    found = _heaviest(ends if named else text[:_LOOKED_AT], named or profiles)
    return found or next((profile for profile in profiles if not any(profile.marks)), profiles[-1])


def _heaviest(text: str, profiles: Sequence[Profile]) -> Profile | None:
    """Return the profile with the most marks in the text, None where none has enough to be proof."""
    lines = [line for line in text.split("\n") if line]
    lines = [*lines[:_FIRST], *lines[_FIRST:][-_LAST:]]
    proofs = [(_count_proofs(text, lines, profile), profile) for profile in profiles if any(profile.marks)]
    most, surest = max(proofs, key=itemgetter(0), default=(0, profiles[-1]))
    if most and not any(proof == most or profile.marks.likely for proof, profile in proofs if profile is not surest):
        return surest  # whatever likely marks it has too, nobody can have more
    weights = [(proof * _PROOF + _count(lines, profile.marks.likely), profile) for proof, profile in proofs]
    weight, heaviest = max(weights, key=itemgetter(0), default=(0, profiles[-1]))
    return heaviest if weight >= _PROOF else None


def _named(text: str, profiles: Sequence[Profile]) -> list[Profile]:
    """Return the profiles of which a word is in the text."""
    named: list[Profile] = []
    for profile in profiles:
        for word in profile.marks.words:
            if word in text:
                named.append(profile)
                break
    return named


def _count_proofs(text: str, lines: list[str], profile: Profile) -> int:
    """Return how many marks the text bears that are proof: words, and patterns that are certain."""
    marks = profile.marks
    return sum([word in text for word in marks.words]) + _count(lines, marks.certain)


def _count(lines: list[str], patterns: tuple[re.Pattern[str], ...]) -> int:
    """Return how many of the patterns begin a line."""
    count = 0
    for pattern in patterns:
        match = pattern.match
        for line in lines:
            if match(line):
                count += 1
                break
    return count
