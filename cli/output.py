"""Choose the format, the width and the file of an answer, and read the values of its parameters."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from shutil import get_terminal_size

import click

from warehouse.errors import UsageError

FORMATS = ("table", "csv", "json", "ndjson", "markdown", "parquet")
_ENDINGS = {"md": "markdown", "txt": "table", "jsonl": "ndjson"} | {name: name for name in FORMATS}
_PIPE_WIDTH = 200
"""Characters of a table's line in a pipe: what fits a page."""


def width_for(output: Path | None) -> int:
    """Return how wide a table may be: the terminal's width, or a page's in a pipe; unlimited in a file."""
    from warehouse.formats.table import WHOLE

    if output is not None:
        return WHOLE
    return get_terminal_size().columns if sys.stdout.isatty() else _PIPE_WIDTH


def format_for(form: str | None, output: Path | None, *, terminal: bool) -> str:
    """Return the format given by name, by the file's ending, or by where the answer goes. Raises click.UsageError."""
    if form == "parquet" and terminal:
        msg = "Parquet is no text: give --output FILE"
        raise click.UsageError(msg)
    if form is None and output is not None:
        form = _ENDINGS.get(output.suffix.removeprefix("."))
        if form is None:
            endings = ", ".join(f".{ending}" for ending in sorted(_ENDINGS))
            msg = f"--output {output} ends in none of {endings}: give --format"
            raise click.UsageError(msg)
    return form or ("table" if terminal else "csv")


def read_params(params: Iterable[str]) -> dict[str, str]:
    """Return the values of NAME=VALUE pairs by their names. Raises click.UsageError."""
    values: dict[str, str] = {}
    for param in params:
        name, equals, value = param.partition("=")
        name = name.removeprefix("$")
        if not equals or not re.fullmatch(r"\w+", name):
            msg = f"--param {param}: write NAME=VALUE, as in --param since=2026-11-01"
            raise click.UsageError(msg)
        if name in values:
            msg = f"--param {name} is given twice"
            raise click.UsageError(msg)
        values[name] = value
    return values


def check_output(output: Path, home: Path) -> None:
    """Raise UsageError for a file that must not be replaced: a link, a device, one in the warehouse's directory."""
    if output.is_symlink():
        msg = f"--output {output} is a link; name the file itself"
    elif output.exists() and not output.is_file():
        msg = f"--output {output} is no regular file"
    elif not output.parent.is_dir():
        msg = f"--output {output}: there is no directory {output.parent}"
    elif home.resolve() in output.resolve().parents:
        msg = f"--output {output} lies in the warehouse's own directory; name a place outside {home}"
    else:
        return
    raise UsageError(msg)
