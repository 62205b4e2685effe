"""Texts as words by number: what the search's tables are filled with. Frames in, frames out."""

from collections.abc import Sequence
from itertools import chain, repeat
from typing import NamedTuple

import polars as pl

from articles.words import Vocabulary

FIELDS = ("headline", "abstract", "article_body")
"""The columns of an article that are searched, by their number in search_words from 1 on; captions come next."""
_CAPTION = len(FIELDS) + 1
_TEXT = {
    "ordinal": pl.Int64(), "field": pl.Int32(), "nth": pl.Int32(), "chunk": pl.Int64(), "numbers": pl.List(pl.Int32()),
}  # fmt: skip
_WORD = {"chunk": pl.Int64(), "number": pl.Int32(), "word": pl.String()}


class WordFrames(NamedTuple):
    """The words of some articles.

    texts        ordinal, field, nth, chunk, numbers (of the text's words, in order); a row per text that is there, and
                 those of an article in the order of nth
    vocabulary   chunk, number, word; a chunk is what was numbered at one time
    """

    texts: pl.DataFrame
    vocabulary: pl.DataFrame


def number_words(records: pl.DataFrame, images: pl.DataFrame) -> WordFrames:
    """The words of articles, of records (ordinal, headline, abstract, article_body) and images (ordinal, caption)."""
    known = Vocabulary()
    ordinals: list[int] = []
    fields: list[int] = []
    numbers: list[list[int]] = []
    for field, of, texts in _texts(records, images):
        there = [(ordinal, text) for ordinal, text in zip(of, texts, strict=True) if text]
        ordinals += [ordinal for ordinal, _ in there]
        fields += repeat(field, len(there))
        numbers += [known.numbers_of(text) for _, text in there]
    chunk, count = min(ordinals, default=0), len(ordinals)
    lists = pl.Series(numbers, dtype=_TEXT["numbers"])
    return WordFrames(
        pl.DataFrame([ordinals, fields, range(count), [chunk] * count, lists], _TEXT),
        pl.DataFrame([[chunk] * len(known), range(len(known)), list(known)], _WORD),
    )


def _texts(records: pl.DataFrame, images: pl.DataFrame) -> chain[tuple[int, Sequence[int], Sequence[str | None]]]:
    """Field, ordinals and texts, field by field."""
    ordinals = records["ordinal"].to_list()
    columns = ((field, ordinals, records[name].to_list()) for field, name in enumerate(FIELDS, 1))
    return chain(columns, [(_CAPTION, images["ordinal"].to_list(), images["caption"].to_list())])


def gather_words(parts: Sequence[WordFrames]) -> WordFrames:
    """Several of them as one; their chunks differ."""
    return WordFrames(pl.concat(part.texts for part in parts), pl.concat(part.vocabulary for part in parts))
