"""``wirehouse verify``: does everything agree?"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.params import json_option, progress, read_every_inbox, with_settings

if TYPE_CHECKING:
    from pipeline.verify.verify import Verification

_COLOURS = {"fault": "red", "pending": "yellow", "note": "cyan"}


@click.command()
@click.option("--deep", is_flag=True, help="Hash again every original, and every file that looks unchanged.")
@json_option
@with_settings
def verify(home: Path | None, settings_file: Path | None, *, deep: bool, as_json: bool) -> None:
    """Check that inboxes, ledger, tables, quarantine, originals and the readers' copy agree; they are only read.

    A fault is told with what it is about, examples, and what to do; it is an incident until a verification finds
    none. What is pending the next run makes right by itself. Exit code 1 if there is a fault.

    Example: wirehouse verify --deep
    """
    from alerts.dispatch import send_pending
    from cli.views.terminal import echo_json
    from pipeline.verify.incident import report_verification
    from pipeline.verify.verify import verify_home

    settings = read_every_inbox(settings_file, home=home)
    with progress("hashed", shown=not as_json) as on_progress:
        verification = verify_home(settings, deep=deep, on_progress=on_progress)
    report_verification(settings, verification)
    send_pending(settings)
    if as_json:
        echo_json(verification.as_json())
    else:
        echo_verification(verification)
    if verification.faults:
        sys.exit(1)


def echo_verification(verification: "Verification") -> None:
    """Print what was found, the faults first, and how many checks found nothing."""
    from schemas.text import whole_cell

    result = "with faults" if verification.faults else "agrees"
    colour = "red" if verification.faults else "green"
    click.secho(f"{verification.home} {result}: {verification.summary()}", bold=True, fg=colour)
    for finding in verification.findings:
        click.secho(f"\n{finding.kind}: {finding.name}, {finding.count:,} against it", fg=_COLOURS[finding.kind])
        click.echo(f"  {finding.proves}")
        for example in finding.examples:
            click.echo(
                "  - " + ", ".join(f"{key} {whole_cell(value)}" for key, value in example.items() if value is not None)
            )
        if finding.count > len(finding.examples):
            click.echo(f"  … and {finding.count - len(finding.examples):,} more")
        click.echo(f"  next: {finding.remedy}")
