"""``wirehouse quarantine``: what is withheld, and why."""

import json
import sys
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from cli.params import (
    Moment,
    RuleName,
    Text,
    json_option,
    progress,
    read_every_inbox,
    read_settings,
    with_settings,
)
from warehouse.errors import QUARANTINED


@click.group()
def quarantine() -> None:
    """Show the files that are withheld, and why; try them again; keep one as a test case.

    Example: wirehouse quarantine list --rule not_an_article
    """


@quarantine.command("list")
@click.option("--rule", type=RuleName(), help="Only files that this rule withholds.")
@click.option("--path", "glob", help="Only paths that match this pattern (* takes slashes too).")
@click.option("--older-than", type=Moment(), help="Only files withheld since before: 7d, 12h, or a date.")
@click.option("--since", type=Moment(), help="Only files withheld since then: 7d, 12h, or a date.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Files to list.")
@json_option
@with_settings
def list_command(  # noqa: PLR0913  one parameter per option
    home: Path | None,
    settings_file: Path | None,
    *,
    rule: str | None,
    glob: str | None,
    older_than: datetime | None,
    since: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """List the files that are withheld now, the latest first.

    Example: wirehouse quarantine list --rule empty_file --path "2026/*" --since 7d --json
    """
    from cli.views.terminal import echo_json, echo_table
    from warehouse.home import published
    from warehouse.queries.quarantine import QuarantineFilter, list_quarantine

    wanted = QuarantineFilter(rule=rule, path=glob, since=since, before=older_than)
    with published(read_settings(settings_file, home=home).home) as connection:
        rows = list_quarantine(connection, wanted, limit=limit + 1)
    more, rows = len(rows) > limit, rows[:limit]
    if as_json:
        echo_json(rows)
    elif not rows:
        click.echo("Nothing is withheld." if wanted == QuarantineFilter() else "Nothing of that is withheld.")
    else:
        columns = ("path", "rules", "reason", "first_seen", "attempts")
        echo_table(columns, [[row[name] for name in columns] for row in rows])
        if more:
            click.echo("… and more: raise --limit")


@quarantine.command("show")
@click.argument("name", type=Text())
@json_option
@with_settings
def show_command(name: str, home: Path | None, settings_file: Path | None, *, as_json: bool) -> None:
    """Show all that is wrong with a withheld file, given by its path, file name or article id.

    Example: wirehouse quarantine show 003_5f1e0c92ab7d4e10.txt
    """
    from cli.views.terminal import echo_json
    from warehouse.errors import UsageError
    from warehouse.home import original_lines, published
    from warehouse.queries.quarantine import show_quarantine

    settings = read_settings(settings_file, home=home)
    with published(settings.home) as connection:
        rows = show_quarantine(connection, name)
    if not rows:
        msg = f"no withheld file is called {name}; see: wirehouse quarantine list"
        raise UsageError(msg)
    if as_json:
        echo_json(rows)
        return
    for _, group in groupby(rows, key=lambda row: (row["inbox"], row["path"])):
        verdicts = list(group)
        _echo_file(verdicts, original_lines(settings.home, verdicts[0]["sha256"]))


@quarantine.command("replay")
@click.option("--rule", type=RuleName(), help="Only files that this rule withholds.")
@click.option("--path", "glob", help="Only paths that match this pattern (* takes slashes too).")
@click.option("--dry-run", is_flag=True, help="Say which would pass and which still fail, and write nothing.")
@click.option("--strict", is_flag=True, help="Exit with 3 if files are withheld still.")
@json_option
@with_settings
def replay_command(  # noqa: PLR0913  one parameter per option
    home: Path | None,
    settings_file: Path | None,
    *,
    rule: str | None,
    glob: str | None,
    dry_run: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Parse and judge the stored originals of withheld files again, with today's parser and contract.

    What passes is loaded and published. An ingest does the same by itself after a change of parser or contract.

    Example: wirehouse quarantine replay --rule section_unknown --dry-run
    """
    from alerts.dispatch import send_after_command
    from cli.views.receipt import echo_replay
    from pipeline.job import prepare_rerun
    from pipeline.reprocess import replay_quarantine
    from warehouse.load.replay import ReplaySelection

    settings = read_every_inbox(settings_file, home=home)
    with progress("originals", shown=not as_json) as on_progress:
        job = prepare_rerun(settings, "replay", dry_run=dry_run, on_progress=on_progress)
        try:
            outcome = replay_quarantine(job, ReplaySelection(every=True, rule=rule, path=glob))
        finally:
            if not dry_run:
                send_after_command(settings)
    echo_replay(outcome, dry_run=dry_run, as_json=as_json)
    if strict and outcome.withheld:
        sys.exit(QUARANTINED)


@quarantine.command("export")
@click.argument("name", type=Text())
@click.option(
    "--to",
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("tests/cases"),
    show_default=True,
    help="The directory of cases, which is made if need be.",
)
@json_option
@with_settings
def export_command(name: str, home: Path | None, settings_file: Path | None, *, directory: Path, as_json: bool) -> None:
    """Write a withheld file, given by path, file name or article id, as a case that the tests discover.

    The case is a directory with article.txt and expected.json, which holds what today's parser says: write into it
    what the parser should say, and the test fails until it does.

    Example: wirehouse quarantine export 003_5f1e0c92ab7d4e10.txt --to tests/cases
    """
    from cli.views.terminal import echo_json
    from pipeline.preview.cases import export_case

    case = export_case(read_every_inbox(settings_file, home=home), name, directory)
    if as_json:
        echo_json({"case": case, "files": [case / "article.txt", case / "expected.json"]})
    else:
        click.echo(f"{case}: article.txt as it came, expected.json as today's parser reads it")
        click.echo("Now write into expected.json what it should say; python -m pytest tests/articles/test_cases.py")


def _echo_file(verdicts: list[dict[str, Any]], lines: list[str] | None) -> None:
    from cli.views.terminal import local_time
    from schemas.text import printable

    first = verdicts[0]
    click.secho(printable(first["path"]), bold=True)
    click.echo(f"  in {first['inbox']}, withheld since {local_time(first['first_seen'])}, tries {first['attempts']}")
    for verdict in verdicts:
        colour = "red" if verdict["severity"] == "error" else "yellow"
        click.echo(
            f"  {click.style(verdict['rule'], fg=colour)} ({verdict['severity']}): {printable(verdict['message'], 500)}"
        )
        if verdict["value"] is not None:
            click.echo(f"    {verdict['field'] or 'value'} = {json.dumps(verdict['value'], ensure_ascii=False)}")
        for number in range(verdict["line_start"] or 1, (verdict["line_end"] or 0) + 1)[:5]:
            if lines is not None and number <= len(lines):
                click.echo(f"    {number:>5} | {printable(lines[number - 1], 160)}")
        click.echo(f"    {verdict['remedy'] or ''}")
