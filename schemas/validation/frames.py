"""Parsed files as frames: one list per column, never a row at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

import polars as pl

from articles.record import Article, Finding, Parsed
from schemas.text import printable

Shape = Mapping[str, pl.DataType]
"""The columns of a frame and their types."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """The columns of the frames that the models describe (``schemas.validation.shapes``).

    They are handed in, so that a process that only builds frames need not import the models: that takes pandera.
    """

    records: Shape
    images: Shape
    spans: Shape


_ORDINAL = {"ordinal": pl.Int64()}
_FINDING = _ORDINAL | {
    "rule": pl.String(), "field": pl.String(), "value": pl.String(), "detail": pl.String(),
    "line_start": pl.Int32(), "line_end": pl.Int32(),
}  # fmt: skip
_TEXT = _ORDINAL | {"refused": pl.Boolean(), "characters": pl.Int64(), "unclaimed": pl.Int64()}
_COUNTED = ("ordinal", "article_id", "article_body", "paragraph_count", "word_count", "char_count", "image_count")


@dataclass(frozen=True, slots=True)
class ParsedFrames:
    """What the parser said of some files. ``ordinal`` ties the frames together; ``refused`` are no articles.

    ``texts`` has, for every file, the visible characters of its text and how many of them no field claims.
    """

    records: pl.DataFrame
    images: pl.DataFrame
    spans: pl.DataFrame
    findings: pl.DataFrame
    texts: pl.DataFrame


def frames_of(shapes: Shapes, ordinals: Sequence[int], ids: Sequence[str], parsed: Sequence[Parsed]) -> ParsedFrames:
    """The frames of some files, given their ordinals and article ids."""
    kept = [(n, i, p) for n, i, p in zip(ordinals, ids, parsed, strict=True) if p.article is not None]
    articles = [(n, i, p.article) for n, i, p in kept if p.article is not None]
    return ParsedFrames(
        records=_records(shapes.records, articles),
        images=_images(shapes.images, [(n, a) for n, _, a in articles]),
        spans=_spans(shapes.spans, [(n, p) for n, _, p in kept]),
        findings=_findings([(n, f) for n, p in zip(ordinals, parsed, strict=True) for f in p.findings]),
        texts=_texts(ordinals, parsed),
    )


def _records(shape: Shape, rows: Sequence[tuple[int, str, Article]]) -> pl.DataFrame:
    """One row per article. Words are counted by their blanks: single ones in a paragraph, none between paragraphs."""
    articles = [article for _, _, article in rows]
    bodies = [article.article_body for article in articles]
    columns: dict[str, Sequence[object]] = {
        "ordinal": [ordinal for ordinal, _, _ in rows],
        "article_id": [article_id for _, article_id, _ in rows],
        "article_body": bodies,
        "paragraph_count": [len(article.paragraphs) for article in articles],
        "word_count": [b.count(" ") + len(a.paragraphs) for a, b in zip(articles, bodies, strict=True)],
        "char_count": [len(body) for body in bodies],
        "image_count": [len(article.images) for article in articles],
    }
    said = [name for name in shape if name not in _COUNTED]
    values = zip(*map(attrgetter(*said), articles), strict=True) if articles else ((),) * len(said)
    for name, column in zip(said, values, strict=True):
        columns[name] = [value or None for value in column]  # an empty list says nothing either
    return pl.DataFrame({name: columns[name] for name in shape}, schema=shape)


def _images(shape: Shape, rows: Sequence[tuple[int, Article]]) -> pl.DataFrame:
    flat = [(n, at, image) for n, article in rows for at, image in enumerate(article.images, 1)]
    columns = {
        "ordinal": [n for n, _, _ in flat],
        "position": [at for _, at, _ in flat],
        "caption": [image.caption for _, _, image in flat],
        "credit_line": [image.credit_line for _, _, image in flat],
        "photographer": [image.photographer for _, _, image in flat],
    }
    return pl.DataFrame(columns, schema=shape)


def _spans(shape: Shape, rows: Sequence[tuple[int, Parsed]]) -> pl.DataFrame:
    flat = list(chain.from_iterable(parsed.spans for _, parsed in rows))
    columns = {
        "ordinal": [n for n, parsed in rows for _ in parsed.spans],
        "position": [at for _, parsed in rows for at in range(1, len(parsed.spans) + 1)],
        "field": [span.field for span in flat],
        "char_start": [span.start for span in flat],
        "char_end": [span.end for span in flat],
        "line_start": [span.line_start for span in flat],
        "line_end": [span.line_end for span in flat],
    }
    return pl.DataFrame(columns, schema=shape)


def _findings(rows: Sequence[tuple[int, Finding]]) -> pl.DataFrame:
    columns = {
        "ordinal": [n for n, _ in rows],
        "rule": [f.rule for _, f in rows],
        "field": [f.field for _, f in rows],
        "value": [None if f.value is None else printable(f.value) for _, f in rows],
        "detail": [printable(f.detail) for _, f in rows],
        "line_start": [f.line_start for _, f in rows],
        "line_end": [f.line_end for _, f in rows],
    }
    return pl.DataFrame(columns, schema=_FINDING)


def _texts(ordinals: Sequence[int], parsed: Sequence[Parsed]) -> pl.DataFrame:
    columns = {
        "ordinal": list(ordinals),
        "refused": [p.article is None for p in parsed],
        "characters": [sum([s.end - s.start for s in p.spans]) for p in parsed],
        "unclaimed": [sum([s.end - s.start for s in p.spans if s.field == "unclaimed"]) for p in parsed],
    }
    return pl.DataFrame(columns, schema=_TEXT)
