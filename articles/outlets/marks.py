"""Choose the outlet of a text by the marks in the outlets' profiles."""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from articles.outlets.profile import Profile

_END = 80  # characters at the end of a text that are looked at first: a sign-off tells most
_TOP = 300  # characters at the start that are looked at next: place lines and labels stand there
_HEAD, _TAIL = 700, 400  # characters at both ends that are looked at then, for credits and tags
_LOOKED_AT = 60_000  # characters that are looked at if the ends tell nothing
_FIRST, _LAST = 40, 6  # visible lines at the top and at the end that are held against patterns
_PROOF = 2  # likely marks that together are proof


class Mark(NamedTuple):
    """A mark of an outlet that a text bears, and the line that it stands in or begins, from 1."""

    kind: str  # a field of Marks: words, certain or likely
    text: str  # the word, or the pattern
    line: int


def choose_profile(text: str, profiles: Sequence[Profile]) -> Profile:
    """Return the profile whose marks the text bears, else the last one.

    Before the last one a profile without marks is never chosen: it is for texts that somebody assigns to it.
    """
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
    return found or profiles[-1]


def find_marks(text: str, profile: Profile) -> tuple[Mark, ...]:
    """Return the marks of a profile that a text bears, each where it is met first: to be shown, not to choose by."""
    found = [Mark("words", word, _line_of(text, word)) for word in profile.marks.words if word in f"{text}\n"]
    for kind, patterns in (("certain", profile.marks.certain), ("likely", profile.marks.likely)):
        for pattern in patterns:
            number = next((n for n, line in enumerate(text.split("\n"), 1) if line and pattern.match(line)), None)
            if number:
                found.append(Mark(kind, pattern.pattern, number))
    return tuple(found)


def _line_of(text: str, word: str) -> int:
    """Return the number of the line where a word begins, its own line ends not counted."""
    start = f"{text}\n".index(word) + len(word) - len(word.lstrip("\n"))
    return text.count("\n", 0, start) + 1


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
