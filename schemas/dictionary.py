"""The data dictionary: every table and column with its type and meaning, read from the models.

DDL, COMMENTs and the data dictionary are made from it; nothing else describes a column.
"""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandera.polars as pa
import polars as pl

from schemas.tables.articles import Articles
from schemas.tables.images import ArticleImages
from schemas.tables.incidents import Alerts, Incidents, Outbox
from schemas.tables.issues import Issues, Quarantine, Rules
from schemas.tables.ledger import Files, Published, RunCompleteness, Runs, RunSteps
from schemas.tables.provenance import Originals, Spans
from schemas.tables.search import SearchDocuments, SearchPostings, SearchTerms

MODELS: tuple[type[pa.DataFrameModel], ...] = (
    Articles, ArticleImages, Quarantine, Issues, Incidents, Alerts, Files, Runs, RunCompleteness, RunSteps, Published,
    Rules, Spans, SearchDocuments, SearchTerms, SearchPostings, Outbox, Originals,
)  # fmt: skip
"""In the order in which a reader meets them."""

NOT_FOR_READERS = ("originals", "outbox")
"""Tables that are not in the readers' copy."""


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column: its name, Polars type, whether NULL is allowed, what it means, and which values it may have.

    ``values`` has keywords of JSON Schema (enum, pattern, minimum). Where ``rule`` is named they hold for all rows
    only if that rule is an error.
    """

    name: str
    dtype: pl.DataType
    nullable: bool
    description: str
    values: Mapping[str, object] = field(default_factory=dict)
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table: its name, what a row is, its columns and its key (empty for none)."""

    name: str
    description: str
    columns: tuple[ColumnEntry, ...]
    primary_key: tuple[str, ...]


def table_entry(model: type[pa.DataFrameModel]) -> TableEntry:
    """The dictionary's entry for one model."""
    schema = model.to_schema()
    columns = tuple(_column_entry(name, column) for name, column in schema.columns.items())
    described = (model.__config__ and model.__config__.metadata) or {}  # pandera does not hand it on to the schema
    key = described.get("primary_key", ())
    return TableEntry(schema.title or "", _one_line(model), columns, tuple(key))


def _column_entry(name: str, column: pa.Column) -> ColumnEntry:
    values = dict(column.metadata or {})
    rule = values.pop("rule", None)
    return ColumnEntry(name, column.dtype.type, column.nullable, column.description or "", values, rule)


def table_entries() -> Iterator[TableEntry]:
    """Every table, in the order in which a reader meets them."""
    return (table_entry(model) for model in MODELS)


def frame_schema(model: type[pa.DataFrameModel]) -> dict[str, pl.DataType]:
    """Column names and Polars types of a model, to build a frame with."""
    return {column.name: column.dtype for column in table_entry(model).columns}


def _one_line(model: type[pa.DataFrameModel]) -> str:
    """A model's docstring as one line: the table's description."""
    return " ".join(inspect.cleandoc(model.__doc__ or "").split())
