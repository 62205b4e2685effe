"""Facts on a terminal, in a pipe, or as JSON."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from shutil import get_terminal_size
from typing import Any

import click

from schemas.text import iso_text, printable

_UNBROKEN = 32
"""Characters up to which a column is not broken: names and times."""
_PIPE_WIDTH = 1_000
"""Characters a line in a pipe, where whoever searches wants names unbroken."""


def echo_json(facts: Any) -> None:
    """Print as JSON; times in ISO 8601."""
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=iso_text))


def echo_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> None:
    """Print a table that fits the terminal; numbers to the right, long text folded."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
    table = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    cells = [[cell(value) for value in row] for row in rows]
    for at, column in enumerate(columns):
        numeric = bool(cells) and all(_is_number(row[at]) for row in cells)
        short = all(len(row[at]) <= _UNBROKEN for row in cells)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold", no_wrap=short)
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def fits_terminal(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a table is printed with no cell broken; in a pipe it is."""
    widths = [
        max(len(text) for text in (column, *map(cell, cells))) for column, *cells in zip(columns, *rows, strict=True)
    ]
    return not sys.stdout.isatty() or sum(widths) + 2 * (len(widths) - 1) <= get_terminal_size().columns


def echo_failure(message: str) -> None:
    """Print what went wrong on stderr, with nothing in it that a terminal would obey."""
    lines = [printable(line, 500) for line in message.strip().splitlines()[:12]] or ["failed"]
    click.secho("wirehouse: " + "\n".join(lines), err=True, fg="red")


def local_time(moment: datetime) -> str:
    """A moment in the machine's zone, to the second."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


def cell(value: Any) -> str:
    """One value as a person reads it, in one line."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return local_time(value)
    if isinstance(value, list):
        return ", ".join(cell(item) for item in value)
    return printable(str(value))


def _is_number(cell: str) -> bool:
    return cell == "" or cell.replace(",", "").replace(".", "", 1).lstrip("-").isdigit()
