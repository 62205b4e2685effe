"""Texts as words by number, and these as what the search's tables hold. Frames in, frames out.

The words are found in the processes that parse, a chunk of files at a time; what they come to is said for a batch, when
the numbers of its texts and terms are known. Nothing here is done word by word in Python: no table has as many rows as
the search's.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from articles.text.words import UNSPACED

_WEIGHTS = {"headline": 4, "abstract": 2, "article_body": 1}
"""The columns of an article that are searched, in the order in which they are kept, and how often their words count."""
_CAPTION_WEIGHT = 1
_WORD = rf"[[\p{{L}}\p{{N}}]--[{UNSPACED}]]+|[{UNSPACED}]"
"""What ``articles/text/words.py`` calls a word."""


class WordFrames(NamedTuple):
    """The words of some articles.

    texts        ordinal, weight, size (in words): a row per text that is there, those of an article together and in
                 the order in which they are kept
    words        number, of each word of each text, in order
    vocabulary   word, by number from 0
    """

    texts: pl.DataFrame
    words: pl.DataFrame
    vocabulary: pl.DataFrame


class DocumentWords(NamedTuple):
    """The same of documents: ``texts`` has document_id in place of ordinal."""

    texts: pl.DataFrame
    words: pl.DataFrame
    vocabulary: pl.DataFrame


class Index(NamedTuple):
    """What the search knows of some documents.

    documents   document_id, words, length, terms, signs: those that have a text
    postings    term_id, document_id, weight; in this order
    """

    documents: pl.DataFrame
    postings: pl.DataFrame


def number_words(records: pl.DataFrame, images: pl.DataFrame) -> WordFrames:
    """The words of articles, of records (ordinal, headline, abstract, article_body) and images (ordinal, caption)."""
    parts = [
        records.select("ordinal", pl.lit(weight, pl.UInt8).alias("weight"), text=pl.col(name))
        for name, weight in _WEIGHTS.items()
    ]
    parts.append(images.select("ordinal", pl.lit(_CAPTION_WEIGHT, pl.UInt8).alias("weight"), text=pl.col("caption")))
    texts = pl.concat(parts).filter(pl.col("text").is_not_null()).sort("ordinal", maintain_order=True)
    found = texts["text"].str.extract_all(_WORD)
    words = found.explode().drop_nulls()
    vocabulary = words.unique(maintain_order=True)
    return WordFrames(
        texts.select("ordinal", "weight", found.list.len().alias("size")),
        words.cast(pl.Enum(vocabulary)).to_physical().cast(pl.UInt32).to_frame("number"),
        vocabulary.to_frame("word"),
    )


def words_in(part: WordFrames, documents: pl.DataFrame) -> DocumentWords:
    """The words of those texts that belong to documents (ordinal, document_id)."""
    named = part.texts.join(documents, on="ordinal", how="left", maintain_order="left")
    wanted = pl.col("document_id").is_not_null()
    stretches = named.group_by(wanted.rle_id(), maintain_order=True).agg(
        wanted.first().alias("wanted"), pl.col("size").sum()
    )
    ends = stretches.with_columns(pl.col("size").cum_sum().alias("end")).filter("wanted")
    words = [part.words.slice(end - size, size) for size, end in ends.select("size", "end").iter_rows()]
    found = pl.concat([part.words.clear(), *words])
    return DocumentWords(named.filter(wanted).drop("ordinal"), found, part.vocabulary)


def count_words(parts: Sequence[DocumentWords]) -> pl.DataFrame:
    """Which words of the vocabularies are used, and how often: part (from 0), number, word, uses."""
    return pl.concat(_counted(part).select(pl.lit(at).alias("part"), pl.all()) for at, part in enumerate(parts))


def _counted(part: DocumentWords) -> pl.DataFrame:
    uses = _tallied(part.words["number"]).rename({"value": "number", "len": "uses"})
    return part.vocabulary.with_row_index("number").join(uses, on="number", maintain_order="left")


def index_words(parts: Sequence[DocumentWords], terms: pl.DataFrame) -> Index:
    """What the search knows of documents, by their words (``words_in``) and the terms of these.

    ``terms`` are those of ``count_words``: part, number, term_id, sign.
    """
    ranked = terms.with_columns((pl.col("term_id").rank("dense") - 1).alias("rank"))
    known = [_by_number(part, ranked.filter(pl.col("part") == at)) for at, part in enumerate(parts)]
    postings = _postings(parts, [table["rank"] for table in known], terms["term_id"].unique().sort())
    signs = pl.concat(_signs(part, table["sign"]) for part, table in zip(parts, known, strict=True))
    terms_of = _tallied(postings["document_id"]).rename({"value": "document_id", "len": "terms"})
    return Index(signs.join(terms_of, on="document_id", how="left"), postings)


def _by_number(part: DocumentWords, terms: pl.DataFrame) -> pl.DataFrame:
    """The terms of a vocabulary with a row per number, so that they can be gathered by it."""
    return part.vocabulary.with_row_index("number").join(terms, on="number", how="left", maintain_order="left")


def _postings(parts: Sequence[DocumentWords], ranks: Sequence[pl.Series], term_ids: pl.Series) -> pl.DataFrame:
    """Each term of each document once, with its weight, by term and document.

    The two are sorted as one number, of four bytes if it fits: the term's rank among ``term_ids``, then the document.
    """
    documents = pl.concat(part.texts["document_id"] for part in parts).unique().sort()
    first, last = (documents[0], documents[-1]) if len(documents) else (0, 0)
    span = last - first + 1
    dtype = pl.UInt32() if len(term_ids) * span < 1 << 32 else pl.UInt64()
    keys = [_keys(part, rank.cast(dtype) * span, first) for part, rank in zip(parts, ranks, strict=True)]
    found = _tallied(pl.concat(keys))
    return pl.DataFrame(
        {
            "term_id": term_ids.gather(found["value"] // span),
            "document_id": (found["value"] % span).cast(pl.Int32) + first,
            "weight": found["len"].cast(pl.Int32),
        }
    )


def _keys(part: DocumentWords, of_number: pl.Series, first: int) -> pl.Series:
    """The key of each word of each text, as often as it weighs."""
    once = of_number.gather(part.words["number"])
    once += _per_word(part.texts, (part.texts["document_id"] - first).cast(once.dtype))
    ends = part.texts["size"].cast(pl.Int64).cum_sum()
    heavy = part.texts.select("size", end=ends, more=pl.col("weight") - 1).filter(pl.col("more") > 0)
    places = pl.int_ranges(pl.col("end") - pl.col("size"), pl.col("end")).repeat_by("more")
    again = heavy.select(places.explode().explode()).to_series().drop_nulls()
    return pl.concat([once, once.gather(again)])


def _signs(part: DocumentWords, sign_of: pl.Series) -> pl.DataFrame:
    """Each document with its words as signs, its texts divided by blanks: document_id, words, length, signs."""
    numbers = part.words["number"]
    ends = sign_of.str.len_chars().gather(numbers).cum_sum()
    cuts = pl.concat([pl.Series([0], dtype=ends.dtype), ends]).gather(part.texts["size"].cum_sum())
    written = sign_of.gather(numbers).str.join("").item()
    pieces = [written[start:end] for start, end in pairwise([0, *cuts])]
    return (
        part.texts.with_columns(pl.Series("signs", pieces, pl.String()))
        .group_by("document_id", maintain_order=True)
        .agg(
            words=pl.col("size").sum(),
            length=(pl.col("size") * pl.col("weight")).sum(),
            signs=pl.col("signs").str.join(" "),
        )
    )


def _tallied(values: pl.Series) -> pl.DataFrame:
    """Each value once, in order, and how often it was there (value, len); sorting costs less than to group."""
    return values.sort().rle().struct.unnest().select("value", "len")


def _per_word(texts: pl.DataFrame, values: pl.Series) -> pl.Series:
    """A value per text as one per word."""
    there = texts["size"] > 0
    return pl.select(values.filter(there).repeat_by(texts["size"].filter(there)).explode()).to_series()
