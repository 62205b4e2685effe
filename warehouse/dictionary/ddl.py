"""DDL and COMMENTs, rendered from the data dictionary.

``python -m warehouse.dictionary.ddl`` prints the tables as the models have them: the text of a migration to be, and
what the migrated database is compared with in the tests.
"""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from schemas.dictionary import ColumnEntry, TableEntry, table_entries, table_entry
from schemas.tables.articles import Articles
from warehouse.connection import quote_text

_TYPES: dict[pl.DataType, str] = {
    pl.String(): "VARCHAR",
    pl.Int32(): "INTEGER",
    pl.Int64(): "BIGINT",
    pl.UInt64(): "UBIGINT",
    pl.Date(): "DATE",
    pl.Datetime("us", "UTC"): "TIMESTAMPTZ",
    pl.Binary(): "BLOB",
    pl.List(pl.String()): "VARCHAR[]",
}

_VALID_FROM = ColumnEntry("valid_from", pl.Datetime("us", "UTC"), nullable=False, description="When it became current.")
_VALID_TO = ColumnEntry(
    "valid_to",
    pl.Datetime("us", "UTC"),
    nullable=True,
    description="When the next version replaced it; NULL for the current one.",
)


def sql_type(column: ColumnEntry) -> str:
    """The column's DuckDB type."""
    return _TYPES[column.dtype]


def loader_tables() -> Iterator[TableEntry]:
    """The tables of the loader's database: those of the dictionary, and the superseded versions."""
    for table in table_entries():
        if table.name != "originals":
            yield table
    yield history_table()


def history_table() -> TableEntry:
    """``article_history``: rows of ``articles`` that a later version replaced."""
    articles = table_entry(Articles)
    return TableEntry(
        name="article_history",
        description="Superseded versions of articles; article_versions shows them together with the current ones.",
        columns=(*articles.columns, replace(_VALID_TO, nullable=False)),
        primary_key=(),
    )


def versions_view() -> TableEntry:
    """``article_versions``: every version of every article, a view."""
    return TableEntry(
        name="article_versions",
        description="Every version of every article, with the time in which it was the current one.",
        columns=(*table_entry(Articles).columns, _VALID_FROM, _VALID_TO),
        primary_key=("article_id", "version"),
    )


def create_table(table: TableEntry) -> str:
    """CREATE TABLE for one entry.

    Its key is no constraint: DuckDB 1.0 opens no file with an index that 1.5 wrote, and the index of a table with
    texts makes every checkpoint write them anew. The receipt checks that each key is there once.
    """
    lines = [f"  {c.name} {sql_type(c)}{'' if c.nullable else ' NOT NULL'}" for c in table.columns]
    return f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n);\n"


def comments(table: TableEntry, kind: str = "TABLE") -> str:
    """COMMENT ON for a table (or view) and each of its columns."""
    lines = [f"COMMENT ON {kind} {table.name} IS {quote_text(table.description)};"]
    lines += [f"COMMENT ON COLUMN {table.name}.{c.name} IS {quote_text(c.description)};" for c in table.columns]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print("\n".join(create_table(table) + comments(table) for table in loader_tables()))  # noqa: T201  a command that prints
    print(comments(versions_view(), kind="VIEW"))  # noqa: T201
