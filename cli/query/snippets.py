"""A stretch of a text that shows what was found in it."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from articles.text.words import places_of

_LENGTH = 220
"""Characters of a snippet, at most."""
_LEAD = 60
"""Characters before its first hit, at most."""


class Snippet(NamedTuple):
    """Part of a field in one line, and the hits in it: pairs of first character and the one after the last."""

    field: str
    text: str
    marks: list[tuple[int, int]]


class Word(NamedTuple):
    """A word of a text: first character, the one after the last, and its term."""

    start: int
    end: int
    term: str


def snippets_of(texts: Sequence[tuple[str, str]], terms: Collection[str], folds: Mapping[str, str]) -> list[Snippet]:
    """The headline with its hits, and the stretch of the other texts that shows most of the terms.

    ``texts`` are fields and their texts, the headline first if there is one; ``folds`` has the term of every word.
    """
    hits = [[word for word in _words(text, folds) if word.term in terms] for _, text in texts]
    found = list(zip(texts, hits, strict=True))
    heads = [_cut(field, text, 0, len(text), words) for (field, text), words in found if field == "headline"]
    others = [_best(field, text, words) for (field, text), words in found if field != "headline" and text]
    best = max(others, key=lambda stretch: stretch[0], default=None)
    return heads if best is None else [*heads, best[1]]


def _words(text: str, folds: Mapping[str, str]) -> list[Word]:
    return [Word(*place.span(), folds[place[0]]) for place in places_of(text)]


def _best(field: str, text: str, hits: Sequence[Word]) -> tuple[tuple[int, int], Snippet]:
    """The stretch with the most terms, of several the first; how many terms and hits it has."""
    chosen, worth = hits[:1], (0, 0)
    for at, first in enumerate(hits):
        inside = [hit for hit in hits[at : at + _LENGTH] if hit.end - first.start <= _LENGTH - _LEAD]
        value = len({hit.term for hit in inside}), len(inside)
        if value > worth:
            chosen, worth = inside, value
    start = _begin(text, chosen[0].start) if chosen else 0
    return worth, _cut(field, text, start, _end(text, start), hits)


def _begin(text: str, hit: int) -> int:
    """Where a stretch with a hit begins: at a word, some characters before it."""
    if hit <= _LEAD:
        return 0
    blank = text.find(" ", hit - _LEAD, hit)
    return hit if blank < 0 else blank + 1


def _end(text: str, start: int) -> int:
    """Where a stretch ends: after a word."""
    if len(text) <= start + _LENGTH:
        return len(text)
    blank = text.rfind(" ", start, start + _LENGTH)
    return start + _LENGTH if blank <= start else blank


def _cut(field: str, text: str, start: int, end: int, hits: Sequence[Word]) -> Snippet:
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    marks = [(hit.start + shift, hit.end + shift) for hit in hits if start <= hit.start and hit.end <= end]
    return Snippet(field, before + text[start:end].replace("\n", " ") + after, marks)
