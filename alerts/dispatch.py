"""When alerts are sent: after a run, and by a background thread beside a watcher. Errors are reported, never raised."""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

from alerts.heartbeat import enqueue_heartbeats
from alerts.pacing import is_due
from alerts.sender import PATIENT, SOON, PassResult, send_due
from alerts.transport.secrets import address_warning, check_addresses, prepare_prefect
from settings.model import Settings
from warehouse.errors import first_line

_logger = logging.getLogger("wirehouse")
_INTERVAL = 2.0
"""Seconds between two looks at the queue, which cost a millisecond."""

_background_running = Event()
"""Set while the background sender runs; runs in this process then skip sending."""


def check_destinations(settings: Settings, *, blocks: bool = True) -> None:
    """Check templates and addresses before anything is sent; log the warnings.

    Without ``blocks`` addresses in Prefect Secret blocks are skipped: they take Prefect, and its API. Raises UsageError
    with the destination's name, never its address.
    """
    if settings.alerts.templates is not None:
        from alerts.messages.render import check_templates

        check_templates(settings.alerts.templates)
    for warning in filter(None, map(address_warning, settings.destinations)):
        _logger.warning(warning)
    chosen = [one for one in settings.destinations if blocks or one.url_secret is None]
    prepare_prefect(settings, chosen)
    check_addresses(chosen, os.environ)


def send_pending(settings: Settings, *, seconds: float = SOON) -> list[PassResult]:
    """Send what is due; nothing is raised, a line is logged for each destination with an error."""
    if not settings.destinations or _background_running.is_set():
        return []
    try:
        enqueue_heartbeats(settings, datetime.now(UTC))
        results = send_due(settings, seconds=seconds)
    except Exception as error:  # noqa: BLE001  a load that is committed must not fail for its messages
        _logger.warning("alerts cannot be sent: %s", first_line(error))
        return []
    for result in results:
        if result.error:
            _logger.warning(result_line(result))
    return results


def send_after_command(settings: Settings) -> None:
    """Send what is due at the end of a command that made runs, also of one that failed, but not of one interrupted."""
    if not isinstance(sys.exception(), KeyboardInterrupt):
        send_pending(settings)


def result_line(result: PassResult) -> str:
    """Return the result of a pass in a line."""
    waiting = f"; {result.waiting:,} waiting" if result.waiting else ""
    if result.error:
        return f"alerts: {result.destination}: {result.error}{waiting}"
    if result.busy:
        return f"alerts: {result.destination}: another process is sending{waiting}"
    return f"alerts: {result.destination}: {result.sent:,} sent{waiting}"


@contextmanager
def background_sender(settings: Settings) -> Iterator[None]:
    """Send what is due from a thread during the block, and once more at its end.

    Each error is reported once when it starts and once when it ends.
    """
    if not settings.destinations:
        yield
        return
    stop = Event()
    thread = Thread(target=_send_until, args=[settings, stop], daemon=True)
    _background_running.set()
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        _background_running.clear()


def _send_until(settings: Settings, stop: Event) -> None:
    reported: dict[str, str] = {}
    ending = False
    while not ending:
        ending = stop.wait(_INTERVAL)
        try:
            enqueue_heartbeats(settings, datetime.now(UTC))
            if not is_due(settings, datetime.now(UTC)):
                continue
            results = send_due(settings, seconds=SOON if ending else PATIENT)
        except Exception as error:  # noqa: BLE001  the thread must live
            _report_once(reported, "", f"alerts cannot be sent: {first_line(error)}")
            time.sleep(_INTERVAL)
            continue
        reported.pop("", None)
        for result in results:
            _report_change(reported, result)


def _report_change(reported: dict[str, str], result: PassResult) -> None:
    """Report an error that was not reported yet, or the first success after one."""
    if result.error:
        _report_once(reported, result.destination, result_line(result), result.error)
    elif result.sent and result.destination in reported:
        del reported[result.destination]
        _logger.info("alerts: %s: it works again", result.destination)


def _report_once(reported: dict[str, str], name: str, line: str, error: str = "") -> None:
    if reported.get(name) != (error or line):
        _logger.warning(line)
    reported[name] = error or line
