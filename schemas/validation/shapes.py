"""The columns of the frames that parsed files become, read from the models."""

from functools import cache

import polars as pl

from schemas.dictionary import frame_schema
from schemas.tables.articles import Articles
from schemas.tables.images import ArticleImages
from schemas.tables.provenance import Spans
from schemas.validation.frames import Shape, Shapes

_KNOWN_LATER = (
    "version", "warnings", "pub_status", "inbox", "path", "sha256", "first_created", "version_created",
    "changed_fields", "run_id", "parser_version", "contract_version",
)  # fmt: skip
"""Columns of ``articles`` that the text does not give."""


@cache
def parsed_shapes() -> Shapes:
    """The columns of each table that the parser fills, and the ordinal that ties the frames together."""
    return Shapes(
        records=_without(frame_schema(Articles), _KNOWN_LATER),
        images=_without(frame_schema(ArticleImages), ("article_id", "version")),
        spans=_without(frame_schema(Spans), ("article_id", "version")),
    )


def _without(columns: Shape, left_out: tuple[str, ...]) -> Shape:
    return {"ordinal": pl.Int64()} | {name: dtype for name, dtype in columns.items() if name not in left_out}
