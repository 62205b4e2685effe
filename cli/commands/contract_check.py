"""``wirehouse contract check``: what a changed contract or parser would do, before it is adopted."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.params import json_option, progress, read_every_inbox, read_settings, with_settings
from warehouse.errors import QUARANTINED

if TYPE_CHECKING:
    from pipeline.whatif import Group, Outlook

_SHOWN = 3
"""Examples that the text shows of each; JSON has ten."""


@click.command("check")
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Settings file with the changed contract: its rules, limits and profile.",
)
@click.option("--reparse", is_flag=True, help="Check today's parser and settings against the stored rows.")
@json_option
@with_settings
def check(home: Path | None, settings_file: Path | None, *, against: Path | None, reparse: bool, as_json: bool) -> None:
    """Run a changed contract, or today's parser, over all stored originals, and write nothing.

    It says how many articles would newly be withheld or pass, by which rules, and which fields would change in how
    many articles. Exit code 3 if anything would newly be withheld.

    Example: wirehouse contract check --against new.toml
    """
    from pipeline.job import prepare_rerun
    from pipeline.whatif import foresee
    from warehouse.load.reparse import ReparseSelection

    if against is None and not reparse:
        msg = "give --against SETTINGS, or --reparse for today's parser and settings"
        raise click.UsageError(msg)
    here = read_settings(settings_file, home=home).home
    settings = read_every_inbox(against or settings_file, home=here)
    with progress("originals", shown=not as_json) as on_progress:
        job = prepare_rerun(settings, "check", dry_run=True, on_progress=on_progress)
        outlook = foresee(job, ReparseSelection(every=True), withheld=True)
    echo_outlook(outlook, as_json=as_json)
    if outlook.newly_withheld.total:
        sys.exit(QUARANTINED)


def echo_outlook(outlook: "Outlook", *, as_json: bool) -> None:
    """Print what would change."""
    from cli.views.receipt import echo_unkept
    from cli.views.table import echo_json

    if as_json:
        echo_json({"dry_run": True, **outlook.as_json()})
        return
    click.secho(f"Checked: {outlook.loaded:,} stored articles, {outlook.withheld:,} withheld files", bold=True)
    _echo_group("would newly be withheld", outlook.newly_withheld, "rule", colour="red")
    _echo_group("would pass", outlook.newly_passing, "rule that withholds it", colour="green")
    _echo_group("would have other values", outlook.changed, "field", colour="yellow")
    _echo_group("would newly be marked", outlook.newly_marked, "rule")
    _echo_group("would no longer be marked", outlook.no_longer_marked, "rule")
    echo_unkept(outlook.unkept)


def _echo_group(told: str, group: "Group", kind: str, colour: str | None = None) -> None:
    """One line if there is nothing to tell, else a table."""
    from cli.views.table import echo_table

    click.secho(f"{told}: {group.total:,}", fg=colour if group.total else None)
    if not group.total:
        return
    rows = [
        (key, facts["articles"], "; ".join(_example(example) for example in facts["examples"][:_SHOWN]))
        for key, facts in group.as_json()["by"].items()
    ]
    echo_table((kind, "articles", "for example"), rows)
    click.echo()


def _example(example: dict[str, str | None]) -> str:
    if "before" in example:
        before, after = (example[side] or "NULL" for side in ("before", "after"))
        return f"{example['path']}: {before[:60]} → {after[:60]}"
    return str(example["path"])
