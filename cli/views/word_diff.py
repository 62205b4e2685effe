"""What changed from one text to another, word by word.

Texts are compared by paragraphs first, and by words only where paragraphs differ. Stretches are tied together by
the words that both have exactly once (patience diff); ``difflib`` sees what lies between, as long as that is little.
Hence the time grows with the text, also where nothing is left as it was.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Operation = Literal["same", "removed", "added"]

BREAK = "\n\n"
"""What stands between two paragraphs."""
_NO_BLANKS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # Thai, Japanese, Chinese: each letter is a word
_WORD = re.compile(rf"\n+|[^\S\n]+|[{_NO_BLANKS}]|[^\s{_NO_BLANKS}]+")
_SMALL = 250_000
"""Pairs of words that difflib may look at in one stretch,"""
_WORK = 20_000_000
"""and in all of them. What lies beyond is told as removed and added."""
_DEPTH = 12
"""How often a stretch is split by the words that are unique in it."""
_ALIKE = 0.3
"""Share of words that two stretches have in common, below which they are shown one after the other."""


class Change(NamedTuple):
    """A stretch of text that both have, or only the earlier one (removed), or only the later (added)."""

    op: Operation
    text: str


class _Stretch(NamedTuple):
    """A part of each of two sequences."""

    a: int
    a_end: int
    b: int
    b_end: int


def compare_texts(before: str, after: str) -> list[Change]:
    """The changes from one text to the other; without those added it is the earlier one, and the reverse."""
    aligner = _Aligner()
    old, new = _paragraphs(before), _paragraphs(after)
    changes: list[Change] = []
    for same, part in aligner.align(old, new):
        removed, added = "".join(old[part.a : part.a_end]), "".join(new[part.b : part.b_end])
        if same:
            changes.append(Change("same", removed))
        else:
            changes += _compare_words(aligner, removed, added)
    return _merged(changes)


def _paragraphs(text: str) -> list[str]:
    """The paragraphs, each but the last with the blank line after it."""
    parts = text.split(BREAK)
    return [*(part + BREAK for part in parts[:-1]), parts[-1]] if text else []


def _compare_words(aligner: "_Aligner", before: str, after: str) -> list[Change]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    parts = _without_bridges(old, aligner.align(old, new))
    common = sum(_visible(old[part.a : part.a_end]) for same, part in parts if same)
    if common < _ALIKE * min(_visible(old), _visible(new)):
        parts = [(False, _Stretch(0, len(old), 0, len(new)))]
    changes: list[Change] = []
    for same, part in parts:
        removed, added = "".join(old[part.a : part.a_end]), "".join(new[part.b : part.b_end])
        changes += [Change("same", removed)] if same else [Change("removed", removed), Change("added", added)]
    return changes


def _visible(words: Sequence[str]) -> int:
    return sum(not word.isspace() for word in words)


def _without_bridges(old: Sequence[str], parts: list[tuple[bool, _Stretch]]) -> list[tuple[bool, _Stretch]]:
    """The same, but where only a blank lies between two changes they are one."""
    kept: list[tuple[bool, _Stretch]] = []
    for at, (same, part) in enumerate(parts):
        bridge = same and 0 < at < len(parts) - 1 and not _visible(old[part.a : part.a_end])
        if kept and not kept[-1][0] and (bridge or not same):
            last = kept.pop()[1]
            kept.append((False, _Stretch(last.a, part.a_end, last.b, part.b_end)))
        else:
            kept.append((same, part))
    return kept


def _merged(changes: Sequence[Change]) -> list[Change]:
    """Without empty stretches, and those of one kind as one; what was removed stands before what was added."""
    merged: list[Change] = []
    held = {"removed": "", "added": ""}

    def release() -> None:
        for op in ("removed", "added"):
            if held[op]:
                merged.append(Change("removed" if op == "removed" else "added", held[op]))
                held[op] = ""

    for change in changes:
        if change.op != "same":
            held[change.op] += change.text
        elif change.text:
            release()
            last = merged.pop().text if merged and merged[-1].op == "same" else ""
            merged.append(Change("same", last + change.text))
    release()
    return merged


class _Aligner:
    """Finds what two sequences have in common, with an allowance of work for all that it is asked."""

    def __init__(self) -> None:
        self._left = _WORK

    def align(self, a: Sequence[str], b: Sequence[str]) -> list[tuple[bool, _Stretch]]:
        """The stretches of both in their order: those that are the same, and those between."""
        parts: list[tuple[bool, _Stretch]] = []
        at_a = at_b = 0
        ends = (len(a), len(b), 0)
        for i, j, size in [*_joined(sorted(self._matches(a, b))), ends]:
            if i > at_a or j > at_b:
                parts.append((False, _Stretch(at_a, i, at_b, j)))
            if size:
                parts.append((True, _Stretch(i, i + size, j, j + size)))
            at_a, at_b = i + size, j + size
        return parts

    def _matches(self, a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """Where the sequences are the same: offsets in both, and for how long; in no order."""
        waiting = [(0, _Stretch(0, len(a), 0, len(b)))]
        while waiting:
            depth, whole = waiting.pop()
            head, part, tail = _trimmed(a, b, whole)
            yield from (match for match in (head, tail) if match[2])
            if part.a == part.a_end or part.b == part.b_end:
                continue
            anchors = _anchors(a, b, part) if depth < _DEPTH else []
            if not anchors:
                yield from self._look_closely(a, b, part)
            at_a, at_b = part.a, part.b
            for i, j in anchors:
                yield i, j, 1
                waiting.append((depth + 1, _Stretch(at_a, i, at_b, j)))
                at_a, at_b = i + 1, j + 1
            if anchors:
                waiting.append((depth + 1, _Stretch(at_a, part.a_end, at_b, part.b_end)))

    def _look_closely(self, a: Sequence[str], b: Sequence[str], part: _Stretch) -> Iterator[tuple[int, int, int]]:
        work = (part.a_end - part.a) * (part.b_end - part.b)
        if work > min(_SMALL, self._left):
            return
        self._left -= work
        matcher = SequenceMatcher(str.isspace, a[part.a : part.a_end], b[part.b : part.b_end], autojunk=False)
        for i, j, size in matcher.get_matching_blocks():
            if size:
                yield part.a + i, part.b + j, size


def _trimmed(
    a: Sequence[str], b: Sequence[str], part: _Stretch
) -> tuple[tuple[int, int, int], _Stretch, tuple[int, int, int]]:
    """What both begin with, what is left, and what both end with."""
    shorter = min(part.a_end - part.a, part.b_end - part.b)
    head = 0
    while head < shorter and a[part.a + head] == b[part.b + head]:
        head += 1
    tail = 0
    while tail < shorter - head and a[part.a_end - tail - 1] == b[part.b_end - tail - 1]:
        tail += 1
    left = _Stretch(part.a + head, part.a_end - tail, part.b + head, part.b_end - tail)
    return (part.a, part.b, head), left, (left.a_end, left.b_end, tail)


def _anchors(a: Sequence[str], b: Sequence[str], part: _Stretch) -> list[tuple[int, int]]:
    """Offsets of what both have exactly once, as many as stand in the same order in both."""
    once_a = _unique(a, part.a, part.a_end)
    once_b = _unique(b, part.b, part.b_end)
    pairs = [(at, once_b[word]) for word, at in once_a.items() if word in once_b]
    return _longest_rising(pairs)


def _unique(words: Sequence[str], start: int, end: int) -> dict[str, int]:
    counts = Counter(words[start:end])
    return {words[at]: at for at in range(start, end) if counts[words[at]] == 1}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of these pairs, sorted by their first, whose second rises too (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        tops[pile : pile + 1] = [second]
        piles[pile : pile + 1] = [at]
        before.append(piles[pile - 1] if pile else -1)
    chosen = []
    at = piles[-1] if piles else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _joined(matches: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Matches that follow each other without a gap as one."""
    held: tuple[int, int, int] | None = None
    for i, j, size in matches:
        if held and (held[0] + held[2], held[1] + held[2]) == (i, j):
            held = (held[0], held[1], held[2] + size)
            continue
        if held:
            yield held
        held = (i, j, size)
    if held:
        yield held
