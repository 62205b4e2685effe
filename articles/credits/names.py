"""The names in a text, roughly: words with capitals that stand together or inside a sentence.

Only good for asking whether two texts speak of the same people and things; never stored.
"""

import re
from itertools import pairwise

from articles.outlets.profile import Profile
from articles.text.spelling import fold

_UPPER = "".join(chr(code) for code in range(0x2000) if chr(code).isupper())  # Latin with Vietnamese, Greek, Cyrillic
_RUN = re.compile(rf"[{_UPPER}][\w’'-]*(?: [{_UPPER}][\w’'-]*)*")  # words with capitals side by side
_SENTENCE_ENDS = '.!?…”"\n'
_OPENERS = frozenset(
    [
        "a",
        "after",
        "all",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "during",
        "for",
        "from",
        "he",
        "her",
        "his",
        "in",
        "it",
        "its",
        "on",
        "she",
        "that",
        "the",
        "their",
        "they",
        "this",
        "to",
        "with",
    ]
)
_LONGEST_TEXT = 20_000  # characters that are looked at
_SHORTEST_NAME = 4


def names_in(text: str, profile: Profile) -> frozenset[str]:
    """Return the folded names: pairs of words with capitals, and long single ones. Places do not count."""
    found: set[str] = set()
    for run in _RUN.finditer(text, 0, _LONGEST_TEXT):
        words = fold(run[0].replace("’s", "").replace("'s", "")).split(" ")
        opens = _opens_sentence(text, run.start())
        if opens and words[0] in _OPENERS:
            words, opens = words[1:], False
        found.update(f"{one} {other}" for one, other in pairwise(words))
        found.update(word for word in words[opens:] if len(word) >= _SHORTEST_NAME)
    return frozenset(found.difference(profile.places))


def share_names(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts have a full name, or two single ones, in common."""
    common = one & other
    return len(common) > 1 or any(" " in name for name in common)


def _opens_sentence(text: str, at: int) -> bool:
    """Whether a word at an offset is a sentence's first, which has a capital in any case."""
    before = text[max(0, at - 2) : at].rstrip(" ")
    return not before or before[-1] in _SENTENCE_ENDS or before[-1] == "“"
