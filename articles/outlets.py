"""Which outlet printed a text: told by the marks in the outlets' profiles, where nobody has said so."""

import re
from collections.abc import Mapping, Sequence
from operator import itemgetter

from articles.profile import Profile, parse_profile

_LOOKED_AT = 60_000  # characters of a text in which marks are looked for
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
    looked = text[:_LOOKED_AT]
    named = [profile for profile in profiles if any(word in looked for word in profile.marks.words)]
    if len(named) == 1:
        return named[0]
    weights = [(_weigh(looked, profile), profile) for profile in named or profiles if any(profile.marks)]
    weight, heaviest = max(weights, key=itemgetter(0), default=(0, profiles[-1]))
    if weight >= _PROOF:
        return heaviest
    return next((profile for profile in profiles if not any(profile.marks)), profiles[-1])


def _weigh(text: str, profile: Profile) -> int:
    """Return how many likely marks the text bears; a word and a certain pattern weigh as much as two."""
    marks = profile.marks
    certain = sum(word in text for word in marks.words) + _count(text, marks.certain)
    return certain * _PROOF + _count(text, marks.likely)


def _count(text: str, patterns: tuple[re.Pattern[str], ...]) -> int:
    return sum(pattern.search(text) is not None for pattern in patterns)
