"""The canned reports of the settings: found, listed, and run as ``wirehouse sql`` runs a query."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from articles.text.spelling import did_you_mean
from cli.lookup import known_inbox, known_section
from cli.params import limits_of
from cli.query.parameters import parse_parameters
from settings.model import Settings
from warehouse.errors import UsageError
from warehouse.home import published, published_path
from warehouse.reports.catalog import find_reports, load_report
from warehouse.reports.definition import Report, ReportError, Value, render_sql
from warehouse.sandbox.run import SandboxQuery, run_sandboxed


@dataclass(frozen=True, slots=True)
class ReportList:
    """The reports, by group and name, and what is wrong with those that are none."""

    reports: list[Report]
    faults: list[str]

    def raise_faults(self) -> None:
        """Raise UsageError if a report could not be read."""
        if self.faults:
            raise UsageError("\n".join(self.faults))


def list_reports(settings: Settings) -> ReportList:
    """Every report. Raises UsageError if the user's own directory cannot be read."""
    reports, faults = [], []
    found = _found(settings)
    for name in found:
        try:
            reports.append(load_report(name, found))
        except ReportError as error:
            faults.append(str(error))
    return ReportList(sorted(reports, key=lambda entry: (entry.group, entry.name)), faults)


def report_facts(report: Report) -> dict[str, Any]:
    """A report for ``--json``, without its SQL."""
    facts = asdict(report)
    del facts["sql"]
    facts["parameters"] = [
        {key: value for key, value in parameter.items() if key != "line"} for parameter in facts["parameters"]
    ]
    return facts


def report_sql(settings: Settings, name: str, given: Mapping[str, str]) -> str:
    """The SQL of a report with these values in it. Raises UsageError."""
    report = _load(settings, name)
    return render_sql(report, _values(settings, report, given))


def run_report(  # noqa: PLR0913  what is asked, and in which form it is answered
    settings: Settings, name: str, given: Mapping[str, str], *, form: str, width: int,
    output: Path | None,
) -> None:  # fmt: skip
    """Answer a report on standard output or in a file; before a table stands the question.

    Raises UsageError, WarehouseMissingError, QueryError, RunError.
    """
    report = _load(settings, name)
    published_path(settings.home)
    limits = limits_of(settings)
    question = SandboxQuery(settings.home, render_sql(report, _values(settings, report, given)), form, width, limits)
    if form == "table" and output is None:
        click.secho(report.question, bold=True)
    run_sandboxed(question, output)


def _found(settings: Settings) -> dict[str, Path]:
    try:
        return find_reports(settings.reports)
    except ReportError as error:
        raise UsageError(str(error)) from error


def _load(settings: Settings, name: str) -> Report:
    found = _found(settings)
    if name not in found:
        msg = f"there is no report {name}{did_you_mean(name, found)} To list them: wirehouse report"
        raise UsageError(msg)
    try:
        return load_report(name, found)
    except ReportError as error:
        raise UsageError(str(error)) from error


def _values(settings: Settings, report: Report, given: Mapping[str, str]) -> dict[str, Value]:
    try:
        values = parse_parameters(report, given, datetime.now(UTC))
    except ReportError as error:
        raise UsageError(str(error)) from error
    inbox, section = values.get("inbox"), values.get("section")
    if inbox is None and section is None:
        return values
    with published(settings.home) as connection:
        if inbox is not None:
            values["inbox"] = known_inbox(connection, settings.inboxes, str(inbox))
        if section is not None:
            values["section"] = known_section(connection, str(section))
    return values
