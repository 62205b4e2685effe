"""Watching inboxes: something stirs, a run looks; whatever goes wrong is told once, and its end too.

Events only wake us: what is new the run's scan decides. Runs never overlap, since one thread makes them all.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread

from flows.errors import FlowError
from flows.inbox import scan_inbox
from flows.job import check_settings
from flows.receipt import Receipt
from flows.settings import Settings
from flows.settling import PASSING
from flows.tidings import Tidings, line_of, reason_of
from flows.waking import wake_on_changes
from warehouse.errors import DatabaseError, WarehouseError

THOROUGH = 3_600.0
"""Seconds after which a run is made though the inbox looks as before: rules look at the clock as well."""
_SOONEST = 0.2
"""Seconds before a file that had not settled is looked at again, at least."""
_CLOCK_SLACK = 2.0
"""Seconds that the clock may go back without being told: it is set by so little all the time."""

_Run = Callable[[Settings], Receipt]


@dataclass
class Watched:
    """One inbox: whether something stirred in it, when it is looked at unasked, and what is known of it.

    ``due`` and ``thorough`` are moments of the monotonic clock; ``seen`` is the scan before the last run, as a hash,
    or None if that run has to be made again; ``failures`` counts the runs that failed one after the other.
    """

    settings: Settings
    tidings: Tidings
    stirred: Event = field(default_factory=Event)
    due: float = 0.0
    thorough: float = 0.0
    seen: int | None = None
    failures: int = 0


def watch_inboxes(each: Sequence[Settings], run: _Run, report: Callable[[str], None], stop: Event) -> None:
    """Make a run of an inbox whenever something stirs in it, until ``stop`` is set; the runs are made in this thread.

    ``report`` is called with a line for every run that did something, for every trouble and for its end. Raises
    UsageError for a mistake in the settings, before the first run; nothing that goes wrong in a run is raised.
    """
    for settings in each:
        check_settings(settings)
    bell = Event()
    watched = [_watched(settings, report) for settings in each]
    threads = [_listen(inbox, bell, stop) for inbox in watched]
    offset = time.time() - time.monotonic()
    while not stop.is_set():
        bell.wait(max(0.0, min(inbox.due for inbox in watched) - time.monotonic()))
        bell.clear()
        offset = _tell_clock(offset, report)
        for inbox in watched:
            if not stop.is_set():
                _attend(inbox, run)
    for thread in threads:
        thread.join()


def _watched(settings: Settings, report: Callable[[str], None]) -> Watched:
    return Watched(settings, Tidings(str(settings.inbox), report), due=time.monotonic() + settings.reconcile)


def _listen(inbox: Watched, bell: Event, stop: Event) -> Thread:
    def wake() -> None:
        inbox.stirred.set()
        bell.set()

    return wake_on_changes(inbox.settings.inbox, inbox.settings.home, wake, stop)


def _attend(inbox: Watched, run: _Run) -> None:
    """Make a run if there is a reason for one."""
    now = time.monotonic()
    stirred = inbox.stirred.is_set()
    if not stirred and now < inbox.due:
        return
    inbox.stirred.clear()  # before the scan: what stirs after it is a reason for another run
    if not stirred and not _looks_different(inbox) and now < inbox.thorough:
        inbox.due = now + inbox.settings.reconcile
        return
    inbox.due = time.monotonic() + _run_once(inbox, run)


def _looks_different(inbox: Watched) -> bool:
    """Whether the inbox is not what it was when this was asked last, or the last run was not all there is to do."""
    try:
        scan = scan_inbox(inbox.settings.inbox, inbox.settings.patterns, outside=[inbox.settings.home])
    except FlowError:
        return True  # the run tells
    before, inbox.seen = inbox.seen, hash((frozenset(scan.looks), frozenset(scan.blind)))
    return inbox.seen != before


def _run_once(inbox: Watched, run: _Run) -> float:
    """Make a run and tell what came of it; the seconds until the next one is due."""
    settings = inbox.settings
    try:
        receipt = run(settings)
    except (FlowError, WarehouseError, DatabaseError, OSError, MemoryError) as error:
        inbox.tidings.tell_trouble(reason_of(error))
        inbox.seen = None
        inbox.failures += 1
        return float(min(settings.reconcile, 2**inbox.failures))
    inbox.failures = 0
    inbox.tidings.tell_run(line_of(receipt))
    inbox.tidings.tell_unread(dict(receipt.pending) | dict.fromkeys(receipt.blind, "it cannot be looked into"))
    inbox.thorough = time.monotonic() + THOROUGH
    if receipt.pending:
        inbox.seen = None
    if any(reason in PASSING for _, reason in receipt.pending):
        return max(settings.settle, _SOONEST)
    return settings.reconcile


def _tell_clock(offset: float, report: Callable[[str], None]) -> float:
    """Tell if the clock was set back; the clock's lead over the monotonic one."""
    now = time.time() - time.monotonic()
    if now < offset - _CLOCK_SLACK:
        report(f"the clock was set back by {offset - now:,.0f} s; files and runs have the times that it says")
    return now
