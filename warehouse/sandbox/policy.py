"""Which statements of a stranger's are answered: those that only read tables.

The database is opened read-only and every file is out of reach anyway; this says it in a sentence, and keeps out what
DuckDB counts as reading though it is none: ``SELECT * FROM enable_logging()``, or ``arrow_scan`` of any address.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from warehouse.connection import Connection

ANSWERED = "SELECT, DESCRIBE, SHOW, SUMMARIZE and EXPLAIN of these"

_EXPLAIN = re.compile(r"\s*explain\s*(analyze\b|\([^()]*\))?", re.IGNORECASE)

_PIVOT = re.compile(r"\s*(pivot\b|$)", re.IGNORECASE)
"""A PIVOT without values: DuckDB 2.0 gives it as it is, 1.5 as two statements without a text."""

_TABLE_FUNCTIONS = frozenset({
    "range", "generate_series", "unnest", "repeat", "json_each", "json_tree", "test_all_types",
    "icu_calendar_names", "pg_timezone_names", "pragma_table_info", "pragma_show", "pragma_version",
    "duckdb_columns", "duckdb_constraints", "duckdb_databases", "duckdb_dependencies", "duckdb_functions",
    "duckdb_indexes", "duckdb_keywords", "duckdb_memory", "duckdb_schemas", "duckdb_settings", "duckdb_tables",
    "duckdb_types", "duckdb_views",
})  # fmt: skip
"""Table functions that read no file, change nothing, and run no other SQL."""

_MACROS = "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table_macro'"


def rejection_reason(connection: Connection, statement: duckdb.Statement) -> str | None:
    """Why a statement is not answered, None if it is. Raises duckdb.Error for one that is wrong in itself."""
    text = statement.query
    kind = statement.type
    if kind == duckdb.StatementType.EXPLAIN:
        text, kind = _explained(connection, text)
    if kind != duckdb.StatementType.SELECT and _PIVOT.match(text):
        return "a PIVOT needs its values named: PIVOT articles ON genre IN ('article', 'live')"
    if kind != duckdb.StatementType.SELECT:
        return f"only {ANSWERED} are answered, no {kind.name}"
    try:
        wanted = set(_table_functions(connection, text)) - _TABLE_FUNCTIONS
    except RecursionError:
        return "the SQL is nested too deeply"
    if wanted:
        wanted -= {name for (name,) in connection.execute(_MACROS).fetchall()}
    return f"the table function {min(wanted)} is not answered" if wanted else None


def _explained(connection: Connection, text: str) -> tuple[str, duckdb.StatementType]:
    """What an EXPLAIN is about, and of which kind that is: EXPLAIN ANALYZE runs it."""
    begun = _EXPLAIN.match(text)
    if begun is None:
        return text, duckdb.StatementType.EXPLAIN
    inner: Sequence[duckdb.Statement] = connection.extract_statements(text[begun.end() :])
    if len(inner) != 1:
        return text, duckdb.StatementType.EXPLAIN
    return inner[0].query, inner[0].type


def _table_functions(connection: Connection, text: str) -> Iterator[str]:
    """The names of all table functions that a SELECT calls, wherever in it. Raises RecursionError."""
    found = connection.execute("SELECT json_serialize_sql(?)", [text]).fetchall()
    tree = json.loads(found[0][0])
    if tree["error"]:
        msg = tree.get("error_message") or "the SQL cannot be checked"
        raise duckdb.ParserException(msg)
    pending: list[Any] = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            if part.get("type") == "TABLE_FUNCTION":
                yield str(part["function"].get("function_name", "?")).lower()
            pending += part.values()
        elif isinstance(part, list):
            pending += part
