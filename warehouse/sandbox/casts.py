"""Answers whose values Python cannot hold, cast to text by DuckDB: months of an interval, years before Christ."""

from collections.abc import Mapping

import duckdb

from warehouse.connection import Connection, quote_name

_CAST = frozenset({"INTERVAL", "DATE", "TIMESTAMP_NS", "TIME_NS", "BLOB", "BIT"})
"""Types that Python's client turns into something else: 1 month into 30 days, infinity into 9999-12-31, nanoseconds
into microseconds, bytes into Python's notation."""


def cast_unrepresentable(
    connection: Connection, statement: duckdb.Statement, values: Mapping[str, str]
) -> duckdb.Statement | str:
    """Return the statement, or one that casts columns of such types to text. A wrong statement is returned as it is."""
    if statement.type != duckdb.StatementType.SELECT:
        return statement
    query = statement.query.strip().removesuffix(";")
    try:
        columns = connection.execute(f"DESCRIBE {query}", dict(values)).fetchall()
    except duckdb.Error:
        return statement
    cast = [quote_name(name) for name, kind, *_ in columns if kind in _CAST]
    if not cast or len({name.lower() for name, *_ in columns}) < len(columns):
        return statement
    casts = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in cast)
    return f"SELECT * REPLACE ({casts}) FROM (\n{query}\n)"  # noqa: S608  the stranger's own SQL
