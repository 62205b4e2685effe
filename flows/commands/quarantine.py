"""``wirehouse quarantine``: what is withheld, and why."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from flows.commands.options import json_option, read_settings, with_settings


@click.group()
def quarantine() -> None:
    """Show the files that are withheld, and why.

    Example: wirehouse quarantine list --rule not_an_article
    """


@quarantine.command("list")
@click.option("--rule", help="Only files that this rule withholds.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Files to list.")
@json_option
@with_settings
def list_command(home: Path | None, settings_file: Path | None, *, rule: str | None, limit: int, as_json: bool) -> None:
    """List the files that are withheld now, the latest first.

    Example: wirehouse quarantine list --rule empty_file --json
    """
    from flows.display import echo_json, echo_table
    from flows.looking import published
    from warehouse.quarantine import list_quarantine

    with published(read_settings(settings_file, home=home).home) as connection:
        rows = list_quarantine(connection, rule=rule, limit=limit + 1)
    more, rows = len(rows) > limit, rows[:limit]
    if as_json:
        echo_json(rows)
    elif not rows:
        click.echo("Nothing is withheld.")
    else:
        columns = ("path", "rules", "reason", "first_seen", "attempts")
        echo_table(columns, [[row[name] for name in columns] for row in rows])
        if more:
            click.echo("… and more: raise --limit")


@quarantine.command("show")
@click.argument("name")
@json_option
@with_settings
def show_command(name: str, home: Path | None, settings_file: Path | None, *, as_json: bool) -> None:
    """Show all that is wrong with a withheld file, given by its path, file name or article id.

    Example: wirehouse quarantine show 003_5f1e0c92ab7d4e10.txt
    """
    from flows.display import echo_json
    from flows.errors import UsageError
    from flows.looking import original_lines, published
    from warehouse.quarantine import show_quarantine

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


def _echo_file(verdicts: list[dict[str, Any]], lines: list[str] | None) -> None:
    from flows.display import local_time
    from schemas.values import shown

    first = verdicts[0]
    click.secho(shown(first["path"]), bold=True)
    click.echo(
        f"  in {first['inbox']}, withheld since {local_time(first['first_seen'])}, tried {first['attempts']} times"
    )
    for verdict in verdicts:
        colour = "red" if verdict["severity"] == "error" else "yellow"
        click.echo(
            f"  {click.style(verdict['rule'], fg=colour)} ({verdict['severity']}): {shown(verdict['message'], 500)}"
        )
        if verdict["value"] is not None:
            click.echo(f"    {verdict['field'] or 'value'} = {json.dumps(verdict['value'], ensure_ascii=False)}")
        for number in range(verdict["line_start"] or 1, (verdict["line_end"] or 0) + 1)[:5]:
            if lines is not None and number <= len(lines):
                click.echo(f"    {number:>5} | {shown(lines[number - 1], 160)}")
        click.echo(f"    {verdict['remedy'] or ''}")
