"""A result as a table for people: it fits the width whatever it holds, and nothing in it moves the terminal."""

import sys
from collections.abc import Sequence
from decimal import Decimal
from errno import EFBIG
from os import strerror
from resource import RLIM_INFINITY, RLIMIT_FSIZE, getrlimit
from typing import Any, NamedTuple, TextIO

from rich.cells import cell_len, set_cell_size

from schemas.text import printable
from warehouse.connection import Connection
from warehouse.formats.values import value_text

WHOLE = 0
"""The width of a table that nothing is cut from: a file has room."""
_ROWS = 10_000
_ROWS_AT_ONCE = 1_000
_MIN_WIDTH = 12
"""Cells that a column keeps, unless its values are shorter."""
_GAP = "  "
_MOST_NAMED = 8
"""Hidden columns that are named."""


class _Column(NamedTuple):
    """A column ready to print: name and values, and whether they stand to the right."""

    cells: list[str]
    numeric: bool
    width: int


def write_table(result: Connection, out: TextIO, width: int) -> None:
    """At most 10,000 rows, as many columns as fit, numbers to the right; what is left out is said.

    With the width WHOLE nothing is: all rows, all columns, every text to its end.
    """
    names = [column[0] for column in result.description or ()]
    if width == WHOLE:
        _write_whole(names, _all_rows(result), out)
        return
    rows = result.fetchmany(_ROWS + 1)
    columns = _columns_that_fit(names, rows[:_ROWS], width)
    widths = _shared_widths([column.width for column in columns], width)
    for line in zip(*(column.cells for column in columns), strict=True):
        cells = (_fit(*parts) for parts in zip(line, columns, widths, strict=True))
        out.write(_GAP.join(cells) + "\n")
    if len(columns) < len(names):
        _write_hidden(names[len(columns) :], out, width)
    if not rows:
        out.write("No rows.\n")
    if len(rows) > _ROWS:
        out.write(f"… more than {_ROWS:,} rows; use LIMIT, or --format csv\n")


def _all_rows(result: Connection) -> list[tuple[Any, ...]]:
    """The rows of an answer. Raises OSError (EFBIG) if they are larger than what this process may write."""
    most, _ = getrlimit(RLIMIT_FSIZE)
    rows: list[tuple[Any, ...]] = []
    size = 0
    while some := result.fetchmany(_ROWS_AT_ONCE):
        rows += some
        size += sum(len(value_text(value)) for row in some for value in row)
        if size > most != RLIM_INFINITY:
            raise OSError(EFBIG, strerror(EFBIG))
    return rows


def _write_whole(names: Sequence[str], rows: Sequence[Sequence[Any]], out: TextIO) -> None:
    columns = [_column(name, [row[at] for row in rows], sys.maxsize) for at, name in enumerate(names)]
    for line in zip(*(column.cells for column in columns), strict=True):
        cells = (_fit(cell, column, column.width) for cell, column in zip(line, columns, strict=True))
        out.write(_GAP.join(cells) + "\n")
    if not rows:
        out.write("No rows.\n")


def prepare_tables() -> None:
    """Have the widths of characters loaded, which happens with the first that is not ASCII."""
    cell_len("…đ漢")


def _columns_that_fit(names: Sequence[str], rows: Sequence[Sequence[Any]], width: int) -> list[_Column]:
    """The first columns, as many as have room; one at least."""
    columns: list[_Column] = []
    taken = 0
    for at, name in enumerate(names):
        column = _column(name, [row[at] for row in rows], width)
        taken += min(column.width, _MIN_WIDTH) + len(_GAP) * bool(columns)
        if columns and taken > width:
            break
        columns.append(column)
    return columns


def _column(name: str, values: Sequence[Any], width: int) -> _Column:
    numeric = any(value is not None for value in values) and all(_is_number(value) for value in values)
    limit = max(width, _MIN_WIDTH)
    texts = ("NULL" if value is None else value_text(value) for value in values)
    cells = [printable(text, limit) for text in (name, *texts)]
    return _Column(cells, numeric, max(map(cell_len, cells)))


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float, Decimal)) and not isinstance(value, bool))


def _shared_widths(wanted: Sequence[int], width: int) -> list[int]:
    """The width of each column: what it wants, or an equal share of what the narrower ones leave."""
    room = width - len(_GAP) * (len(wanted) - 1)
    given = [0] * len(wanted)
    for place, at in enumerate(sorted(range(len(wanted)), key=lambda at: wanted[at])):
        given[at] = max(1, min(wanted[at], room // (len(wanted) - place)))
        room -= given[at]
    return given


def _fit(cell: str, column: _Column, width: int) -> str:
    """A cell in exactly its width, the last character … if it is cut."""
    if cell_len(cell) > width:
        return set_cell_size(cell, width - 1) + "…"
    pad = " " * (width - cell_len(cell))
    return pad + cell if column.numeric else cell + pad


def _write_hidden(names: Sequence[str], out: TextIO, width: int) -> None:
    """Say which columns had no room."""
    hidden = ", ".join(printable(name, _MIN_WIDTH * 3) for name in names[:_MOST_NAMED])
    hidden += ", …" if len(names) > _MOST_NAMED else ""
    out.write(f"… {len(names):,} more columns: {hidden}\n"[: max(width, 80)].rstrip("\n") + "\n")
