"""``wirehouse ingest``: one run."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.params import json_option, progress, read_settings, with_settings
from warehouse.errors import RunError

if TYPE_CHECKING:
    from pipeline.receipt import Receipt
    from settings.model import Settings


@click.command()
@click.argument("inbox", type=click.Path(path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="Say what a run would do, and write nothing.")
@click.option("--strict", is_flag=True, help="Exit with 3 if files were quarantined.")
@click.option(
    "--prefect/--no-prefect", default=None, help="Run as a Prefect flow; default: if a Prefect API is configured."
)
@click.option("--examples", is_flag=True, help="Print queries to try at the end.")
@json_option
@with_settings
def ingest(  # noqa: PLR0913  one parameter per option
    inbox: Path | None,
    home: Path | None,
    settings_file: Path | None,
    *,
    dry_run: bool,
    strict: bool,
    prefect: bool | None,
    examples: bool,
    as_json: bool,
) -> None:
    """Bring the warehouse up to what lies in INBOX: a directory, or the name of an [[inbox]] of the settings.

    Without INBOX every inbox that the settings name is brought in, one run each; with no settings that is seeds.

    Example: wirehouse ingest seeds --home var --strict
    """
    from alerts.dispatch import check_destinations, send_after_command
    from cli.views.receipt import echo_outcome, echo_outcomes_as_json, echo_queries
    from flows.launch import run_plainly, wants_prefect
    from pipeline.each_inbox import InboxResult, exit_code, run_inboxes

    settings = read_settings(settings_file, inbox=inbox, home=home)
    if settings.destinations and not dry_run:
        check_destinations(settings, blocks=False)

    def run(chosen: "Settings") -> "Receipt":
        if not dry_run and wants_prefect(prefect):
            return _as_flow(chosen, home, settings_file)
        with progress("files", shown=not as_json) as on_progress:
            return run_plainly(chosen, dry_run=dry_run, on_progress=on_progress)

    outcomes: list[InboxResult] = []
    try:
        for outcome in run_inboxes(settings, run):
            outcomes.append(outcome)
            if outcome.error or not as_json:
                echo_outcome(outcome, dry_run=dry_run)
    finally:
        if not dry_run:
            send_after_command(settings)
        if as_json:  # also when a later inbox ends the round
            echo_outcomes_as_json(outcomes, several=bool(settings.inboxes), dry_run=dry_run)
    if examples:
        echo_queries(home)
    if code := exit_code(outcomes, strict=strict):
        sys.exit(code)


def _as_flow(settings: "Settings", home: Path | None, settings_file: Path | None) -> "Receipt":
    from flows.launch import run_as_flow
    from settings.prefect import api_url, ui_url

    url = api_url()
    where = ui_url(url) if url else "a temporary server"
    try:
        return run_as_flow(
            settings, home, settings_file, lambda: click.echo(f"Running as a Prefect flow on {where} …", err=True)
        )
    except RuntimeError as error:  # Prefect's own, when its API does not answer; ours are of other kinds
        msg = f"the Prefect API at {where} does not answer: start it, unset PREFECT_API_URL, or give --no-prefect"
        raise RunError(msg) from error
