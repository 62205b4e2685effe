"""The forms that a result is written in. Each writer takes an executed statement, a text stream and a width."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any, TextIO

from schemas.values import shown
from warehouse.connection import Connection

_ROWS_AT_ONCE = 1_000
_TABLE_ROWS = 10_000


def write_csv(result: Connection, out: TextIO, _width: int) -> None:
    """RFC 4180; lists as JSON, NULL as nothing."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_names(result))
    for row in _rows(result):
        writer.writerow(["" if value is None else _text(value) for value in row])


def write_json(result: Connection, out: TextIO, _width: int) -> None:
    """One array of objects."""
    out.write("[")
    out.writelines((",\n" if at else "\n") + line for at, line in enumerate(_objects(result)))
    out.write("\n]\n")


def write_ndjson(result: Connection, out: TextIO, _width: int) -> None:
    """One object a line."""
    out.writelines(line + "\n" for line in _objects(result))


def write_markdown(result: Connection, out: TextIO, _width: int) -> None:
    """A GitHub table; bars and line breaks escaped."""
    names = _names(result)
    out.write(f"| {' | '.join(_markdown(name) for name in names)} |\n|{' --- |' * len(names)}\n")
    out.writelines(
        f"| {' | '.join('' if value is None else _markdown(_text(value)) for value in row)} |\n"
        for row in _rows(result)
    )


def write_parquet(result: Connection, out: TextIO, _width: int) -> None:
    """One Parquet file (Zstandard)."""
    import pyarrow.parquet as pq

    reader = (
        result.to_arrow_reader(_ROWS_AT_ONCE * 10)
        if hasattr(result, "to_arrow_reader")
        else result.fetch_record_batch(_ROWS_AT_ONCE * 10)
    )
    with pq.ParquetWriter(out.buffer, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def write_table(result: Connection, out: TextIO, width: int) -> None:
    """A table for people: cut to the width, numbers to the right, at most 10,000 rows; none are told."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    rows = result.fetchmany(_TABLE_ROWS + 1)
    for at, name in enumerate(_names(result)):
        numeric = any(row[at] is not None for row in rows) and all(
            isinstance(row[at], (int, float, Decimal, type(None))) for row in rows
        )
        table.add_column(Text(shown(name)), justify="right" if numeric else "left", no_wrap=True, overflow="ellipsis")
    for row in rows[:_TABLE_ROWS]:
        table.add_row(*(Text("NULL", style="dim") if value is None else Text(shown(_text(value))) for value in row))
    console = Console(file=out, width=width, highlight=False)
    console.print(table)
    if not rows:
        console.print("No rows.")
    if len(rows) > _TABLE_ROWS:
        console.print(f"… more than {_TABLE_ROWS:,} rows; use LIMIT, or --format csv")


SEVERAL = ("table", "csv", "markdown")
"""Forms in which several answers can stand one after the other."""

WRITERS: dict[str, Callable[[Connection, TextIO, int], None]] = {
    "table": write_table,
    "csv": write_csv,
    "json": write_json,
    "ndjson": write_ndjson,
    "markdown": write_markdown,
    "parquet": write_parquet,
}


def _names(result: Connection) -> list[str]:
    return [column[0] for column in result.description or ()]


def _rows(result: Connection) -> Iterator[tuple[Any, ...]]:
    while rows := result.fetchmany(_ROWS_AT_ONCE):
        yield from rows


def _objects(result: Connection) -> Iterator[str]:
    names = _names(result)
    if len(set(names)) < len(names):
        msg = f"two columns have one name ({', '.join(names)}); name them apart with AS"
        raise ValueError(msg)
    for row in _rows(result):
        yield json.dumps(dict(zip(names, map(_jsonable, row), strict=True)), ensure_ascii=False, default=_plain)


def _jsonable(value: Any) -> Any:
    """NaN and infinity are no JSON: null; keys of maps are texts."""
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    return value


def _text(value: Any) -> str:
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(_jsonable(value), ensure_ascii=False, default=_plain)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _markdown(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")
