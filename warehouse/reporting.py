"""The canned reports: SQL files whose first comment says which question they answer."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from warehouse.connection import Connection


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its name, the question it answers, and its SQL."""

    name: str
    question: str
    sql: str


def read_reports() -> dict[str, Report]:
    """Every file of ``warehouse/reports``, by name."""
    found = {}
    for entry in sorted(files("warehouse").joinpath("reports").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".sql"):
            name, text = entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8")
            found[name] = Report(name, text.split("\n", 1)[0].removeprefix("-- "), text)
    return found


def run_report(connection: Connection, report: Report) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a report."""
    result = connection.execute(report.sql)
    return [column[0] for column in result.description or ()], result.fetchall()
