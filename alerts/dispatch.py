"""When alerts are sent: after a run, and by a thread beside a watcher. What goes wrong is a line, never a failure."""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

from alerts.heartbeat import enqueue_heartbeats
from alerts.sender import PATIENT, SOON, Outcome, is_due, send_due
from alerts.transport.blocks import prepare_blocks
from alerts.transport.process import check_addresses
from settings.destinations import warn_of
from settings.load import Settings
from warehouse.errors import first_line

_logger = logging.getLogger("wirehouse")
_LOOK = 2.0
"""Seconds between two looks at the queue, which cost a millisecond."""

_beside = Event()
"""Set while a thread of this process sends: a run need not."""


def check_telling(settings: Settings, *, blocks: bool = True) -> None:
    """Find a wrong address before anything is sent; log what is unwise.

    Without ``blocks`` those in Prefect Secret blocks are not looked at: that takes Prefect, and its API. Raises
    UsageError with the destination's name, never its address.
    """
    if settings.alerts.templates is not None:
        from alerts.messages.render import check_templates

        check_templates(settings.alerts.templates)
    for warning in filter(None, map(warn_of, settings.destinations)):
        _logger.warning(warning)
    chosen = [one for one in settings.destinations if blocks or one.url_secret is None]
    prepare_blocks(settings, chosen)
    check_addresses(chosen, os.environ)


def tell(settings: Settings, *, seconds: float = SOON) -> list[Outcome]:
    """Send what is due; nothing is raised, a line is logged for each destination that fails."""
    if not settings.destinations or _beside.is_set():
        return []
    try:
        enqueue_heartbeats(settings, datetime.now(UTC))
        outcomes = send_due(settings, seconds=seconds)
    except Exception as error:  # noqa: BLE001  a load that is done does not fail for its messages
        _logger.warning("alerts cannot be sent: %s", first_line(error))
        return []
    for outcome in outcomes:
        if outcome.error:
            _logger.warning(line_of_outcome(outcome))
    return outcomes


def tell_after(settings: Settings) -> None:
    """Send what is due at the end of a command that made runs, also of one that failed, but not of one interrupted."""
    if not isinstance(sys.exception(), KeyboardInterrupt):
        tell(settings)


def line_of_outcome(outcome: Outcome) -> str:
    """What came of a destination, in a line."""
    waiting = f"; {outcome.waiting:,} waiting" if outcome.waiting else ""
    if outcome.error:
        return f"alerts: {outcome.destination}: {outcome.error}{waiting}"
    if outcome.busy:
        return f"alerts: {outcome.destination}: another process is sending{waiting}"
    return f"alerts: {outcome.destination}: {outcome.sent:,} sent{waiting}"


@contextmanager
def told_beside(settings: Settings) -> Iterator[None]:
    """A thread sends whatever is due during the block, and once more at its end.

    What fails is told once, and its end, too.
    """
    if not settings.destinations:
        yield
        return
    stop = Event()
    thread = Thread(target=_tell_on, args=[settings, stop], daemon=True)
    _beside.set()
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        _beside.clear()


def _tell_on(settings: Settings, stop: Event) -> None:
    told: dict[str, str] = {}
    ending = False
    while not ending:
        ending = stop.wait(_LOOK)
        try:
            enqueue_heartbeats(settings, datetime.now(UTC))
            if not is_due(settings, datetime.now(UTC)):
                continue
            outcomes = send_due(settings, seconds=SOON if ending else PATIENT)
        except Exception as error:  # noqa: BLE001  the thread must live
            _tell_once(told, "", f"alerts cannot be sent: {first_line(error)}")
            time.sleep(_LOOK)
            continue
        told.pop("", None)
        for outcome in outcomes:
            _tell_of(told, outcome)


def _tell_of(told: dict[str, str], outcome: Outcome) -> None:
    if outcome.error:
        _tell_once(told, outcome.destination, line_of_outcome(outcome), outcome.error)
    elif outcome.sent and outcome.destination in told:
        del told[outcome.destination]
        _logger.info("alerts: %s: it works again", outcome.destination)


def _tell_once(told: dict[str, str], name: str, line: str, gist: str = "") -> None:
    if told.get(name) != (gist or line):
        _logger.warning(line)
    told[name] = gist or line
