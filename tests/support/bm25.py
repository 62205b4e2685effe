"""A plain reference of the search: BM25 over weighted fields, phrases, words to leave out. Slow, and easy to check."""

import re
import unicodedata
from collections import Counter
from math import log

_PART = re.compile(r'-?"[^"]*"?|[^\s"]+')
_WORD = re.compile(r"[^\W_]+")
_WEIGHTS = {"headline": 4, "abstract": 2}
_K1, _B = 1.2, 0.75


def fold(text: str) -> str:
    """Lower case without accents, for Latin letters."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def words_of(text: str) -> list[str]:
    """The words of a text in a script that puts blanks between them, folded."""
    return [fold(word) for word in _WORD.findall(text)]


class Text:
    """A searched text: the words of each stretch that a phrase may lie in, and how often each counts."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.stretches: list[list[str]] = []
        self.counts: Counter[str] = Counter()

    def add(self, name: str, text: str | None) -> None:
        """Add a field, or a caption; each occurrence counts as often as the field weighs."""
        if text:
            words = words_of(text)
            self.stretches.append(words)
            self.counts.update({word: count * _WEIGHTS.get(name, 1) for word, count in Counter(words).items()})

    def has(self, phrase: list[str]) -> bool:
        """Whether the words stand side by side in a stretch."""
        return any(f" {' '.join(phrase)} " in f" {' '.join(words)} " for words in self.stretches)


def search(texts: dict[str, Text], query: str) -> list[tuple[str, float]]:
    """Ids and scores of the texts that a query finds, the best first."""
    wanted: set[str] = set()
    required: list[list[str]] = []
    excluded: list[list[str]] = []
    for part in _PART.findall(query):
        words = words_of(part)
        if part.startswith("-"):
            excluded += [words] if words else []
            continue
        wanted.update(words)
        required += [words] if words and ('"' in part or len(words) > 1) else []
    lengths = {name: text.counts.total() for name, text in texts.items()}
    mean = sum(lengths.values()) / len(lengths)
    frequency = {word: sum(word in text.counts for text in texts.values()) for word in wanted}
    scores = {}
    for name, text in texts.items():
        found = text.counts
        if not any(word in found for word in wanted):
            continue
        if any(text.has(phrase) for phrase in excluded) or not all(text.has(phrase) for phrase in required):
            continue
        scores[name] = sum(
            log(1 + (len(texts) - frequency[word] + 0.5) / (frequency[word] + 0.5))
            * found[word] * (_K1 + 1) / (found[word] + _K1 * (1 - _B + _B * lengths[name] / mean))
            for word in wanted
            if word in found
        )  # fmt: skip
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
