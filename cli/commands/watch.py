"""``wirehouse watch``: runs that start by themselves."""

import logging
import sys
from datetime import datetime
from pathlib import Path

import click

from cli.params import read_settings, with_settings


@click.command()
@click.argument("inbox", type=click.Path(path_type=Path), required=False)
@click.option(
    "--prefect/--no-prefect", default=None, help="Make runs Prefect flows; default: if a Prefect API is configured."
)
@with_settings
def watch(inbox: Path | None, home: Path | None, settings_file: Path | None, *, prefect: bool | None) -> None:
    """Stay, and load what arrives in INBOX: a directory, or the name of an [[inbox]] of the settings.

    Without INBOX every inbox that the settings name is watched; with no settings that is seeds. A line is printed
    for each run that did something, and for each trouble and its end. Ctrl-C and SIGTERM finish the batch in hand,
    publish it and end with 0; a second one interrupts.

    Example: wirehouse watch inbox --home var
    """
    from alerts.dispatch import check_telling, told_beside
    from cli.log import print_log
    from flows.launch import choose_runner
    from pipeline.job import prepare_job
    from pipeline.signals import request_stop_on_signals, stop_requested
    from pipeline.watch.watcher import watch_inboxes

    print_log(_say, logging.INFO)
    log = logging.getLogger("wirehouse")
    settings = read_settings(settings_file, inbox=inbox, home=home)
    each = settings.each_inbox()
    if len(each) == 1:
        prepare_job(each[0])  # a mistyped inbox is told now; of several the missing ones are waited for
    check_telling(settings)
    request_stop_on_signals()
    run, how = choose_runner(prefect, home, settings_file)
    log.info("watching %s%s; Ctrl-C ends it", ", ".join(str(one.inbox) for one in each), how)
    with told_beside(settings):
        watch_inboxes(each, run, stop_requested)
    log.info("ended; what is not loaded stays pending")


def _say(line: str) -> None:
    """Print a line with the time, at once also where it is not a terminal."""
    from schemas.text import shown

    click.echo(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {shown(line, 1_000)}")
    sys.stdout.flush()
