"""``wirehouse ingest``: one run."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.options import json_option, progress, read_settings, with_settings
from flows.errors import RunError

if TYPE_CHECKING:
    from flows.receipt import Receipt
    from flows.settings import Settings

_QUARANTINED = 3


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
    """Bring the warehouse up to what lies in INBOX (default: the settings' inbox, seeds).

    Example: wirehouse ingest seeds --home var --strict
    """
    from flows.present import echo_queries, echo_receipt

    settings = read_settings(settings_file, inbox=inbox, home=home)
    if dry_run or not _wants_prefect(prefect):
        with progress("files", shown=not as_json) as on_progress:
            receipt = _run_plainly(settings, dry_run=dry_run, on_progress=on_progress)
    else:
        receipt = _run_as_flow(settings, inbox, home, settings_file)
    echo_receipt(receipt, settings, dry_run=dry_run, as_json=as_json)
    if examples:
        echo_queries(home)
    if strict and receipt.run["quarantined"]:
        sys.exit(_QUARANTINED)


def _wants_prefect(asked: bool | None) -> bool:  # noqa: FBT001  the option's value
    from flows.prefect_setup import api_url

    return bool(api_url()) if asked is None else asked


def _run_plainly(settings: "Settings", *, dry_run: bool, on_progress: Callable[[int, int], None]) -> "Receipt":
    from flows.job import prepare_job
    from flows.pipeline import ingest_inbox

    return ingest_inbox(prepare_job(settings, dry_run=dry_run, on_progress=on_progress))


def _run_as_flow(settings: "Settings", inbox: Path | None, home: Path | None, settings_file: Path | None) -> "Receipt":
    from flows.prefect_setup import api_url, settle_prefect

    settle_prefect(settings.home)
    where = api_url() or "a temporary server"
    click.echo(f"Running as a Prefect flow on {where} …", err=True)
    from flows.ingest import run_flow

    try:
        return run_flow(*(str(path) if path else None for path in (inbox, home, settings_file)))
    except RuntimeError as error:  # Prefect's own, when its API does not answer; ours are of other kinds
        msg = f"the Prefect API at {where} does not answer: start it, unset PREFECT_API_URL, or give --no-prefect"
        raise RunError(msg) from error
