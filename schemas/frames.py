"""Parsed files as frames: one list per column, never a row at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import polars as pl

from articles.record import Article, Finding, Parsed
from schemas.articles import Articles
from schemas.dictionary import frame_schema
from schemas.images import ArticleImages
from schemas.provenance import Spans
from schemas.values import shown

_KNOWN_LATER = (
    "version", "warnings", "pub_status", "inbox", "path", "sha256", "first_created", "version_created",
    "changed_fields", "run_id", "parser_version", "contract_version",
)  # fmt: skip
_ORDINAL = {"ordinal": pl.Int64()}
RECORD = _ORDINAL | {name: dtype for name, dtype in frame_schema(Articles).items() if name not in _KNOWN_LATER}
IMAGE = _ORDINAL | {n: t for n, t in frame_schema(ArticleImages).items() if n not in ("article_id", "version")}
SPAN = _ORDINAL | {n: t for n, t in frame_schema(Spans).items() if n not in ("article_id", "version")}
FINDING = _ORDINAL | {
    "rule": pl.String(), "field": pl.String(), "value": pl.String(), "detail": pl.String(),
    "line_start": pl.Int32(), "line_end": pl.Int32(),
}  # fmt: skip


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


def frames_of(ordinals: Sequence[int], ids: Sequence[str], parsed: Sequence[Parsed]) -> ParsedFrames:
    """The frames of some files, given their ordinals and article ids."""
    articles = [(n, i, p.article) for n, i, p in zip(ordinals, ids, parsed, strict=True) if p.article is not None]
    return ParsedFrames(
        records=_records(articles),
        images=_images([(n, a) for n, _, a in articles]),
        spans=_spans([(n, p) for n, p in zip(ordinals, parsed, strict=True) if p.article is not None]),
        findings=_findings([(n, f) for n, p in zip(ordinals, parsed, strict=True) for f in p.findings]),
        texts=_texts(ordinals, parsed),
    )


def _records(rows: Sequence[tuple[int, str, Article]]) -> pl.DataFrame:
    articles = [article for _, _, article in rows]
    bodies = [article.article_body for article in articles]
    columns: dict[str, list[object]] = {
        "ordinal": [ordinal for ordinal, _, _ in rows],
        "article_id": [article_id for _, article_id, _ in rows],
        "article_body": bodies,  # type: ignore[dict-item]  # a list of str is read only
        "paragraph_count": [len(article.paragraphs) for article in articles],
        "word_count": [len(body.split()) for body in bodies],
        "char_count": [len(body) for body in bodies],
        "image_count": [len(article.images) for article in articles],
    }
    for name in RECORD:
        if name not in columns:
            columns[name] = [getattr(article, name) or None for article in articles]
    return pl.DataFrame({name: columns[name] for name in RECORD}, schema=RECORD)


def _images(rows: Sequence[tuple[int, Article]]) -> pl.DataFrame:
    flat = [(n, at, image) for n, article in rows for at, image in enumerate(article.images, 1)]
    return pl.DataFrame(
        {
            "ordinal": [n for n, _, _ in flat],
            "position": [at for _, at, _ in flat],
            "caption": [image.caption for _, _, image in flat],
            "credit_line": [image.credit_line for _, _, image in flat],
            "photographer": [image.photographer for _, _, image in flat],
        },
        schema=IMAGE,
    )


def _spans(rows: Sequence[tuple[int, Parsed]]) -> pl.DataFrame:
    flat = list(chain.from_iterable(parsed.spans for _, parsed in rows))
    return pl.DataFrame(
        {
            "ordinal": [n for n, parsed in rows for _ in parsed.spans],
            "position": [at for _, parsed in rows for at in range(1, len(parsed.spans) + 1)],
            "field": [span.field for span in flat],
            "char_start": [span.start for span in flat],
            "char_end": [span.end for span in flat],
            "line_start": [span.line_start for span in flat],
            "line_end": [span.line_end for span in flat],
        },
        schema=SPAN,
    )


def _findings(rows: Sequence[tuple[int, Finding]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "ordinal": [n for n, _ in rows],
            "rule": [f.rule for _, f in rows],
            "field": [f.field for _, f in rows],
            "value": [None if f.value is None else shown(f.value) for _, f in rows],
            "detail": [f.detail for _, f in rows],
            "line_start": [f.line_start for _, f in rows],
            "line_end": [f.line_end for _, f in rows],
        },
        schema=FINDING,
    )


def _texts(ordinals: Sequence[int], parsed: Sequence[Parsed]) -> pl.DataFrame:
    lengths = [[(s.field, s.end - s.start) for s in p.spans] for p in parsed]
    return pl.DataFrame(
        {
            "ordinal": list(ordinals),
            "refused": [p.article is None for p in parsed],
            "characters": [sum(size for _, size in spans) for spans in lengths],
            "unclaimed": [sum(size for field, size in spans if field == "unclaimed") for spans in lengths],
        },
        schema=_ORDINAL | {"refused": pl.Boolean(), "characters": pl.Int64(), "unclaimed": pl.Int64()},
    )
