"""``wirehouse status``: is everything well?"""

from pathlib import Path

import click

from cli.params import json_option, read_settings, with_settings


@click.command()
@json_option
@with_settings
def status(home: Path | None, settings_file: Path | None, *, as_json: bool) -> None:
    """Show the last run and its receipt, how fresh the warehouse is, what is withheld and what waits to be told.

    Example: wirehouse status --json
    """
    from alerts.queue.status import read_undelivered
    from cli.views.alerts import echo_undelivered
    from cli.views.status import echo_status, read_status
    from cli.views.terminal import echo_json

    settings = read_settings(settings_file, home=home)
    facts = read_status(settings.home) | read_undelivered(settings.home)
    if as_json:
        echo_json(facts)
    else:
        echo_status(facts)
        echo_undelivered(facts)
