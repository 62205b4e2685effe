"""``wirehouse report``: canned questions."""

from pathlib import Path

import click

from flows.commands.options import json_option, read_settings, with_settings


@click.command()
@click.argument("name", required=False)
@json_option
@with_settings
def report(name: str | None, home: Path | None, settings_file: Path | None, *, as_json: bool) -> None:
    """Run the report NAME; without a name, list the reports.

    Example: wirehouse report articles_per_day
    """
    from flows.display import echo_json, echo_table
    from flows.errors import UsageError
    from flows.looking import published
    from warehouse.reporting import read_reports, run_report

    reports = read_reports()
    if name is None:
        rows = [(entry.name, entry.question) for entry in reports.values()]
        echo_json([{"name": n, "question": q} for n, q in rows]) if as_json else echo_table(
            ["report", "question"], rows
        )
        return
    if name not in reports:
        msg = f"there is no report {name}; reports: {', '.join(reports)}"
        raise UsageError(msg)
    with published(read_settings(settings_file, home=home).home) as connection:
        columns, found = run_report(connection, reports[name])
    if as_json:
        echo_json([dict(zip(columns, row, strict=True)) for row in found])
    else:
        echo_table(columns, found, title=reports[name].question)
