"""``wirehouse contract check``: what a changed contract or parser would do, before it is adopted."""

import sys
from pathlib import Path

import click

from cli.params import json_option, progress, read_every_inbox, read_settings, with_settings
from warehouse.errors import QUARANTINED


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
    from cli.views.whatif import echo_whatif
    from pipeline.job import prepare_rerun
    from pipeline.whatif import check_whatif
    from warehouse.load.reparse import ReparseSelection

    if against is None and not reparse:
        msg = "give --against SETTINGS, or --reparse for today's parser and settings"
        raise click.UsageError(msg)
    here = read_settings(settings_file, home=home).home
    settings = read_every_inbox(against or settings_file, home=here)
    with progress("originals", shown=not as_json) as on_progress:
        job = prepare_rerun(settings, "check", dry_run=True, on_progress=on_progress)
        outlook = check_whatif(job, ReparseSelection(every=True), withheld=True)
    echo_whatif(outlook, as_json=as_json)
    if outlook.newly_withheld.total:
        sys.exit(QUARANTINED)
