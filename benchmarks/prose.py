"""Invented news prose: sentences, paragraphs, headlines and captions that tell of one story."""

import re
from collections.abc import Callable
from random import Random

from benchmarks.vocabulary import (
    CAPTIONS,
    ESSAY_CAPTIONS,
    FAMILIES,
    GIVEN,
    HEADLINES,
    LEADS,
    MIDDLES,
    PLACES,
    SENTENCES,
    WORDS,
)  # fmt: skip

_A_BEFORE_VOWEL = re.compile(r"\ba(?= [aeiou])")

NUMBERS: dict[str, Callable[[Random], str]] = {
    "count": lambda dice: f"{dice.randrange(12, 9_800):,}",
    "percent": lambda dice: f"{dice.randrange(3, 640) / 10} per cent",
    "money": lambda dice: f"VNĐ{dice.randrange(2, 950)} billion (US${dice.randrange(1, 400) / 10} million)",
    "years": lambda dice: str(dice.randrange(2, 41)),
    "year": lambda dice: str(dice.randrange(2009, 2025)),
    "article": lambda _dice: "a",
}


class Story(dict[str, str]):
    """The slots of one story: what stays the same in it is kept, all else is drawn anew each time."""

    def __init__(self, dice: Random) -> None:
        super().__init__(place=dice.choice(PLACES), speaker=person(dice), other=person(dice))
        self.dice = dice
        self["topic"] = f"{self['adjective']} {self['thing']}"

    def __missing__(self, slot: str) -> str:
        number = NUMBERS.get(slot)
        return number(self.dice) if number else self.dice.choice(WORDS[slot])

    def lead(self) -> str:
        """The first sentence."""
        return self._told(LEADS)

    def sentence(self) -> str:
        """Any later sentence, about 130 characters."""
        return self._told(SENTENCES)

    def paragraph(self) -> str:
        """One to three sentences."""
        return " ".join(self.sentence() for _ in range(self.dice.choice((1, 2, 2, 3))))

    def headline(self) -> str:
        """A title: no full stop."""
        return self._told(HEADLINES)

    def caption(self) -> str:
        """A sentence under a picture, without its credit."""
        return self._told(CAPTIONS)

    def essay_caption(self) -> str:
        """A sentence under a picture of a photo essay: it names somebody of the story."""
        return self._told(ESSAY_CAPTIONS)

    def _told(self, templates: tuple[str, ...]) -> str:
        text = _with_articles(self.dice.choice(templates).format_map(self))
        return text[0].upper() + text[1:]


def person(dice: Random) -> str:
    """A Vietnamese name of three words that nobody need have."""
    return f"{dice.choice(FAMILIES)} {dice.choice(MIDDLES)} {dice.choice(GIVEN)}"


def _with_articles(text: str) -> str:
    """``a`` before a vowel becomes ``an``: a slot may have brought them together."""
    return _A_BEFORE_VOWEL.sub("an", text)
