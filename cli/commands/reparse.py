"""``wirehouse reparse``: stored articles brought to today's parser."""

import sys
from datetime import datetime
from pathlib import Path

import click

from cli.params import Moment, RuleName, json_option, progress, read_every_inbox, with_settings
from warehouse.errors import QUARANTINED


@click.command()
@click.option("--since", type=Moment(), help="Only articles loaded since then: 7d, 12h, or a date.")
@click.option("--rule", type=RuleName(), help="Only articles that are marked with this rule.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--strict", is_flag=True, help="Exit with 3 if today's contract would withhold articles.")
@json_option
@with_settings
def reparse(  # noqa: PLR0913  one parameter per option
    home: Path | None,
    settings_file: Path | None,
    *,
    since: datetime | None,
    rule: str | None,
    dry_run: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Bring stored articles to today's parser: a new version where values differ, nothing where they do not.

    An article that today's contract would withhold keeps its version, and is told.

    Example: wirehouse reparse --since 30d --dry-run
    """
    from pipeline.job import prepare_rerun
    from warehouse.load.reparse import Selection

    settings = read_every_inbox(settings_file, home=home)
    selection = Selection(rule=rule, since=since)
    with progress("articles", shown=not as_json) as on_progress:
        job = prepare_rerun(settings, "reparse", dry_run=dry_run, on_progress=on_progress)
        if dry_run:
            from pipeline.whatif import check_whatif

            outlook = check_whatif(job, selection, withheld=False)
        else:
            from alerts.dispatch import tell_after
            from pipeline.reprocess import reparse_articles

            try:
                outcome = reparse_articles(job, selection)
            finally:
                tell_after(settings)
    if dry_run:
        from cli.commands.contract_check import echo_outlook

        echo_outlook(outlook, as_json=as_json)
        retained = outlook.newly_withheld.total
    else:
        from cli.views.receipt import echo_reparse

        echo_reparse(outcome, as_json=as_json)
        retained = len(outcome.retained)
    if strict and retained:
        sys.exit(QUARANTINED)
