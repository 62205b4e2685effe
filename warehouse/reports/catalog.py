"""The canned reports: SQL files beside this one, and those of the user's own directory."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from warehouse.connection import Connection
from warehouse.reports.definition import Report, ReportError, read_report

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def find_reports(own: Path | None = None) -> dict[str, Path]:
    """The file of every report by its name; the user's own take the place of ours. Raises ReportError."""
    ours = Path(str(files("warehouse").joinpath("reports")))
    return dict(sorted({**_files_in(ours), **(_files_in(own) if own else {})}.items()))


def load_report(name: str, found: Mapping[str, Path]) -> Report:
    """The report of that name among those found. Raises ReportError, KeyError."""
    path = found[name]
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        msg = f"{path}:1: the report cannot be read: {why}"
        raise ReportError(msg) from error
    return read_report(name, str(path), text.replace("\r\n", "\n"))


def _files_in(directory: Path) -> dict[str, Path]:
    try:
        paths = sorted(path for path in directory.iterdir() if path.suffix == ".sql")
    except OSError as error:
        msg = f"the directory of reports {directory} cannot be read: {error.strerror}"
        raise ReportError(msg) from error
    for path in paths:
        if not _NAME.fullmatch(path.stem):
            msg = f"{path}: a report's name is made of small letters, digits and _"
            raise ReportError(msg)
    return {path.stem: path for path in paths}


def known_inboxes(connection: Connection) -> list[str]:
    """Every inbox that a run was about."""
    return [inbox for (inbox,) in connection.execute("SELECT DISTINCT inbox FROM runs ORDER BY inbox").fetchall()]
