"""The tables as JSON Schema (2020-12), from the data dictionary: for whoever reads exported rows elsewhere.

What a rule asks of a value is in the schema only while the rule is an error: rows that a warning marks are loaded.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from schemas.dictionary import ColumnEntry, TableEntry
from schemas.rules import Rule

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_KINDS: dict[pl.DataType, dict[str, Any]] = {
    pl.String(): {"type": "string"},
    pl.Int32(): {"type": "integer"},
    pl.Int64(): {"type": "integer"},
    pl.UInt64(): {"type": "integer", "minimum": 0},
    pl.Date(): {"type": "string", "format": "date"},
    pl.Datetime("us", "UTC"): {"type": "string", "format": "date-time"},
    pl.Binary(): {"type": "string", "contentEncoding": "base64"},
    pl.List(pl.String()): {"type": "array", "items": {"type": "string"}},
}


def table_schema(table: TableEntry, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """The schema of one row of a table, under the rules in force."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:wirehouse:{table.name}",
        "title": table.name,
        "description": table.description,
        "type": "object",
        "properties": {column.name: _property(column, rules) for column in table.columns},
        "required": [column.name for column in table.columns],
        "additionalProperties": False,
    }


def contract_schema(tables: Iterable[TableEntry], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """One document with the schema of each table under ``$defs``."""
    return {
        "$schema": DIALECT,
        "$id": "urn:wirehouse:contract",
        "title": "wirehouse",
        "description": "The tables of a wirehouse, one schema per row of each.",
        "$defs": {table.name: table_schema(table, rules) for table in tables},
    }


def _property(column: ColumnEntry, rules: Mapping[str, Rule]) -> dict[str, Any]:
    held = column.rule is None or rules[column.rule].severity == "error"
    values = {key: _plain(value) for key, value in column.values.items()} if held else {}
    found = {"title": column.name, "description": column.description, **_KINDS[column.dtype], **values}
    if column.nullable:
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
