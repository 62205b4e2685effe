"""``wirehouse report``: canned questions."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import FORMATS, check_output, format_for, read_params, width_for
from cli.params import json_option, read_settings, with_settings

if TYPE_CHECKING:
    from warehouse.reports.definition import Report


@click.command()
@click.argument("name", required=False)
@click.option("--since", metavar="AGE|DATE", help="Only from then on.")
@click.option("--until", metavar="AGE|DATE", help="Only until then; a day is meant to its end.")
@click.option("--section", help="Only of this section; (none) for articles without one.")
@click.option("--inbox", help="Only of this inbox: its path, or the last part of it.")
@click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help="Another parameter of the report.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, csv in a pipe.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the result to a file.")
@click.option("--sql", "as_sql", is_flag=True, help="Print the report's SQL, with its values, and do not run it.")
@click.option(
    "--timeout", type=click.FloatRange(0.1, 86_400), help="Seconds that it may take; default sql_timeout, 60."
)
@click.option("--reports", type=click.Path(path_type=Path), help="A directory of reports of your own.")
@json_option
@with_settings
def report(  # noqa: PLR0913  one parameter per option
    name: str | None,
    given: tuple[str, ...],
    home: Path | None,
    settings_file: Path | None,
    *,
    form: str | None,
    output: Path | None,
    as_sql: bool,
    timeout: float | None,
    reports: Path | None,
    as_json: bool,
    **filters: str | None,
) -> None:
    """Run the report NAME; without a name, list the reports.

    Which of the filters a report takes stands in the list, what they mean in its first comment (--sql). It is run
    like wirehouse sql: read-only, on the published copy, and within limits.

    Example: wirehouse report articles_per_day --since 2025-03-01 --section Economy
    """
    from cli.query.reports import list_reports, report_sql, run_report

    settings = read_settings(settings_file, home=home, reports=reports, sql_timeout=timeout)
    if name is None:
        found = list_reports(settings)
        _echo_list(found.reports, as_json=as_json)
        found.raise_faults()
        return
    values = read_params(given) | {key: value for key, value in filters.items() if value is not None}
    if as_sql:
        if form or output:
            msg = "--sql prints the SQL and runs nothing: it takes no --format and no --output"
            raise click.UsageError(msg)
        click.echo(report_sql(settings, name, values), nl=False)
        return
    terminal = sys.stdout.isatty() and output is None
    if output is not None:
        check_output(output, settings.home)
    form = "json" if as_json else format_for(form, output, terminal=terminal)
    run_report(settings, name, values, form=form, width=width_for(output), output=output)


def _echo_list(reports: "list[Report]", *, as_json: bool) -> None:
    from cli.query.parameters import accepted_parameters
    from cli.query.reports import report_facts
    from cli.views.terminal import echo_json, echo_table

    if as_json:
        echo_json([report_facts(entry) for entry in reports])
        return
    columns = ("group", "report", "question", "takes")
    rows = [(entry.group, entry.name, entry.question, accepted_parameters(entry)) for entry in reports]
    echo_table(
        columns, [row if at == 0 or rows[at - 1][0] != row[0] else ("", *row[1:]) for at, row in enumerate(rows)]
    )
