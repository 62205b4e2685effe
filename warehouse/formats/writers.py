"""The forms that a result is written in. Each writer takes an executed statement, a text stream and a width."""

import csv
import json
import warnings
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from warehouse.connection import Connection
from warehouse.formats.table import prepare_tables, write_table
from warehouse.formats.values import jsonable, plain_text, value_text

_ROWS_AT_ONCE = 1_000


def write_csv(result: Connection, out: TextIO, _width: int) -> None:
    """RFC 4180; lists as JSON, NULL as nothing."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_names(result))
    for row in _rows(result):
        writer.writerow(["" if value is None else value_text(value) for value in row])


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
        f"| {' | '.join('' if value is None else _markdown(value_text(value)) for value in row)} |\n"
        for row in _rows(result)
    )


def write_parquet(result: Connection, out: TextIO, _width: int) -> None:
    """One Parquet file (Zstandard)."""
    import pyarrow.parquet as pq

    _check_names(_names(result))
    reader = _arrow_reader(result)
    try:
        writer = pq.ParquetWriter(out.buffer, reader.schema, compression="zstd")
    except NotImplementedError as error:
        msg = f"Parquet cannot hold this: {error}; cast the column to VARCHAR"
        raise ValueError(msg) from error
    with writer:
        for batch in reader:
            writer.write_batch(batch)


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


def prepare_writer(form: str) -> None:
    """Import what a form needs: a writer may be called where no file can be opened any more."""
    if form == "parquet":
        import pyarrow.parquet  # noqa: F401
    elif form == "table":
        prepare_tables()


def _arrow_reader(result: Connection) -> Any:
    """The rows in batches. DuckDB 2.0 warns that it copies those of an executed statement: that is known."""
    count = _ROWS_AT_ONCE * 10
    if not hasattr(result, "to_arrow_reader"):
        return result.fetch_record_batch(count)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return result.to_arrow_reader(count)


def _names(result: Connection) -> list[str]:
    return [column[0] for column in result.description or ()]


def _rows(result: Connection) -> Iterator[tuple[Any, ...]]:
    while rows := result.fetchmany(_ROWS_AT_ONCE):
        yield from rows


def _objects(result: Connection) -> Iterator[str]:
    names = _names(result)
    _check_names(names)
    for row in _rows(result):
        yield json.dumps(dict(zip(names, map(jsonable, row), strict=True)), ensure_ascii=False, default=plain_text)


def _check_names(names: list[str]) -> None:
    """Raise ValueError if two columns have one name: the form cannot tell them apart."""
    if len(set(names)) < len(names):
        msg = f"two columns have one name ({', '.join(names)}); name them apart with AS"
        raise ValueError(msg)


def _markdown(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")
