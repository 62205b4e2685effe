"""``wirehouse alerts send`` and ``wirehouse alerts test``: messages go out now."""

import sys
from pathlib import Path

import click

from cli.params import json_option, read_settings, with_settings


@click.command()
@click.option("--now", is_flag=True, help="Try also the destinations that rest after a failure.")
@json_option
@with_settings
def send(home: Path | None, settings_file: Path | None, *, now: bool, as_json: bool) -> None:
    """Send the alerts that wait: those of runs, reminders, digests. Quiet hours and limits hold.

    Runs and the watcher do so by themselves. Exit code 1 if a destination failed.

    Example: wirehouse alerts send --now
    """
    from alerts.dispatch import check_destinations, result_line
    from alerts.sender import send_due
    from cli.views.terminal import echo_json

    settings = read_settings(settings_file, home=home)
    check_destinations(settings)
    outcomes = send_due(settings, force=now)
    if as_json:
        echo_json([outcome._asdict() for outcome in outcomes])
    elif not settings.destinations:
        click.echo("There are no destinations; write a [[destination]] table into the settings.")
    else:
        for outcome in outcomes:
            click.secho(result_line(outcome), fg="red" if outcome.error else None)
    if any(outcome.error for outcome in outcomes):
        sys.exit(1)


@click.command()
@click.argument("name")
@json_option
@with_settings
def test(name: str, home: Path | None, settings_file: Path | None, *, as_json: bool) -> None:
    """Send a sample to the destination NAME, and say what came of it.

    It is sent at once, also in quiet hours, and is not tried again. Exit code 1 if it was not taken.

    Example: wirehouse alerts test mail
    """
    from alerts.sample import send_sample
    from cli.views.terminal import echo_failure, echo_json

    settings = read_settings(settings_file, home=home)
    fault, seconds = send_sample(settings, name)
    if as_json:
        echo_json({"destination": name, "sent": fault is None, "error": fault, "seconds": round(seconds, 1)})
    elif fault is None:
        click.echo(f"{name} took a sample in {seconds:.1f} s; look whether it has arrived.")
    else:
        echo_failure(f"{name} took no sample: {fault}")
    if fault is not None:
        sys.exit(1)
