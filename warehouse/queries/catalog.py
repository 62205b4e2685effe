"""What can be asked about in a database: its tables, views and table macros, with their comments."""

from typing import NamedTuple

from warehouse.connection import Connection
from warehouse.sql import run_sql


class Column(NamedTuple):
    """A column: its name, DuckDB type and comment."""

    name: str
    kind: str
    comment: str


class Table(NamedTuple):
    """A table, view or table macro; a macro's name ends in its parameters, and it has no columns of its own."""

    name: str
    comment: str
    columns: tuple[Column, ...]


def read_catalog(connection: Connection) -> dict[str, Table]:
    """Every table, view and table macro of our own by name, in the order of the alphabet."""
    rows = run_sql(connection, "queries/catalog", "list_tables", {}).fetchall()
    return {
        name: Table(name, comment, tuple(Column(**column) for column in columns or ()))
        for name, comment, columns in rows
    }
