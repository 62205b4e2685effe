"""Print the lines of an original beside the field that each became: for ``parse`` and ``explain``."""

import sys
from collections.abc import Sequence
from shutil import get_terminal_size

import click

from pipeline.preview.lines import UNCLAIMED, Piece
from schemas.text import printable

_SHORT = 100
"""Characters of a line that is cut on request."""
_LEAST_ROOM = 20
"""Characters for the text, however narrow the terminal is."""


def echo_lines(pieces: Sequence[Piece], *, short: bool = False) -> None:
    """Print lines beside their fields, in colour on a terminal; what no field claims has a ``!`` too.

    Of empty lines that follow each other the first is printable.
    """
    width = max((len(piece.field or "") for piece in pieces), default=0)
    digits = len(str(pieces[-1].line)) if pieces else 0
    room = get_terminal_size().columns - width - digits - 4 if sys.stdout.isatty() else None
    last = None
    for piece in pieces:
        if piece.field or last != "":
            text = printable(piece.text, _SHORT if short else len(piece.text) + 1)
            _echo_piece(piece, _folded(text, room), width, digits)
        last = piece.field or ""


def _echo_piece(piece: Piece, parts: Sequence[str], width: int, digits: int) -> None:
    """Print a line that was folded into parts."""
    mark = "!" if piece.field == UNCLAIMED else "|"
    for at, part in enumerate(parts):
        label = click.style(f"{'' if at else piece.field or '':<{width}}", fg=_colour(piece.field))
        click.echo(f"{label} {'' if at else piece.line:>{digits}} {mark} {part}".rstrip())


def _folded(text: str, room: int | None) -> list[str]:
    """The text in lines that fit; letters of double width count as two."""
    if room is None or len(text) * 2 <= room:
        return [text]
    from rich.console import Console
    from rich.text import Text

    room = max(room, _LEAST_ROOM)
    return [line.plain.rstrip() for line in Text(text).wrap(Console(width=room), room)]


def _colour(field: str | None) -> str:
    if field is None or field.startswith("removed."):
        return "bright_black"
    if field == UNCLAIMED:
        return "red"
    return "cyan" if field.startswith("images.") else "green"
