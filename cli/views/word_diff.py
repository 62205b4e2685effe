"""Compare two texts word by word.

Paragraphs are aligned first, and words only within the paragraphs that differ.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

Operation = Literal["same", "removed", "added"]

BREAK = "\n\n"
"""The separator of paragraphs."""
_NO_BLANKS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # Thai, Japanese, Chinese: each letter is a word
_WORD = re.compile(rf"\n+|[^\S\n]+|[{_NO_BLANKS}]|[^\s{_NO_BLANKS}]+")
_MOST_PAIRS = 500_000_000
"""Pairs of words, or of paragraphs, that are aligned at most: the matrix takes a bit for each, 60 MB.

A larger stretch, of some 11,000 words replaced by as many, is removed and added as a whole.
"""
_ALIKE = 0.3
"""Share of words that two stretches have in common, below which they are removed and added as a whole."""


class TextChange(NamedTuple):
    """A stretch of text of both versions, or of the earlier one only (removed), or of the later one only (added)."""

    op: Operation
    text: str


class _Stretch(NamedTuple):
    """A part of each of two sequences, and whether they are the same."""

    same: bool
    a: int
    a_end: int
    b: int
    b_end: int


def compare_texts(before: str, after: str) -> list[TextChange]:
    """Return the changes; without those added they make the earlier text, without those removed the later one."""
    old, new = _paragraphs(before), _paragraphs(after)
    changes: list[TextChange] = []
    for part in _align(old, new):
        removed, added = "".join(old[part.a : part.a_end]), "".join(new[part.b : part.b_end])
        changes += [TextChange("same", removed)] if part.same else _compare_words(removed, added)
    return _merged(changes)


def _align(old: Sequence[str], new: Sequence[str]) -> list[_Stretch]:
    """Return the stretches of both sequences in their order: the longest common subsequence, and what lies between."""
    if len(old) * len(new) > _MOST_PAIRS:
        return [_Stretch(same=False, a=0, a_end=len(old), b=0, b_end=len(new))]
    from rapidfuzz.distance import Indel

    parts = [
        _Stretch(op.tag == "equal", op.src_start, op.src_end, op.dest_start, op.dest_end)
        for op in Indel.opcodes(old, new)
    ]
    return _joined(parts, old)


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs, each but the last with the blank line after it."""
    parts = text.split(BREAK)
    return [*(part + BREAK for part in parts[:-1]), parts[-1]] if text else []


def _compare_words(before: str, after: str) -> list[TextChange]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    parts = _align(old, new)
    common = sum(_visible(old[part.a : part.a_end]) for part in parts if part.same)
    if common < _ALIKE * min(_visible(old), _visible(new)):
        return [TextChange("removed", before), TextChange("added", after)]
    changes: list[TextChange] = []
    for part in parts:
        removed, added = "".join(old[part.a : part.a_end]), "".join(new[part.b : part.b_end])
        changes += (
            [TextChange("same", removed)] if part.same else [TextChange("removed", removed), TextChange("added", added)]
        )
    return changes


def _visible(words: Sequence[str]) -> int:
    return sum(not word.isspace() for word in words)


def _joined(parts: Sequence[_Stretch], old: Sequence[str]) -> list[_Stretch]:
    """Return the stretches with two changes as one if nothing or only a blank lies between them."""
    joined: list[_Stretch] = []
    for at, part in enumerate(parts):
        bridge = part.same and 0 < at < len(parts) - 1 and not _visible(old[part.a : part.a_end])
        if joined and not joined[-1].same and (bridge or not part.same):
            joined[-1] = joined[-1]._replace(a_end=part.a_end, b_end=part.b_end)
        else:
            joined.append(part)
    return joined


def _merged(changes: Sequence[TextChange]) -> list[TextChange]:
    """Return the changes without empty ones, neighbours of one kind as one, removed before added."""
    merged: list[TextChange] = []
    held = {"removed": "", "added": ""}

    def release() -> None:
        for op in ("removed", "added"):
            if held[op]:
                merged.append(TextChange("removed" if op == "removed" else "added", held[op]))
                held[op] = ""

    for change in changes:
        if change.op != "same":
            held[change.op] += change.text
        elif change.text:
            release()
            last = merged.pop().text if merged and merged[-1].op == "same" else ""
            merged.append(TextChange("same", last + change.text))
    release()
    return merged
