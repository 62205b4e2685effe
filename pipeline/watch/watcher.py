"""Watching inboxes: something stirs, a run looks; whatever goes wrong is told once, and its end too.

Events only wake us: what is new the run's scan decides. Runs never overlap, since one thread makes them all.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

from pipeline.intake.scan import scan_inbox
from pipeline.intake.settle import PASSING
from pipeline.job import check_settings
from pipeline.receipt import Receipt
from pipeline.watch.events import Hearing, listen
from pipeline.watch.log import Tidings, line_of
from pipeline.watch.unsettled import Lingering
from settings.load import Settings
from warehouse.errors import WarehouseError, first_line

THOROUGH = 3_600.0
"""Seconds after which a run is made though the inbox looks as before: rules look at the clock as well."""
_SOONEST = 0.2
"""Seconds before a run is made again for files that had not settled, at least."""
_UNHEARD = 2
"""Times that the timer finds changes of which nothing was heard, before that is told."""
_RAISE = "raise fs.inotify.max_user_watches and max_user_instances"
_POLL = "if it is on a network file system, start again with WATCHFILES_FORCE_POLLING=1"
_CLOCK_SLACK = 2.0
"""Seconds that the clock may go back without being told: it is set by so little all the time."""

_Run = Callable[[Settings], Receipt]


@dataclass
class Watched:
    """One inbox: what was heard of it, when it is looked at unasked, and what is known of it.

    ``due`` and ``thorough`` are moments of the monotonic clock; ``seen`` is the scan before the last run, as a hash,
    or None if that run has to be made again; ``failures`` counts the runs that failed one after the other, ``idle``
    those that found nothing but files that had not settled; ``unheard`` the changes that only the timer found.
    """

    settings: Settings
    tidings: Tidings
    hearing: Hearing
    lingering: Lingering
    due: float = 0.0
    thorough: float = 0.0
    seen: int | None = None
    failures: int = 0
    idle: int = 0
    bursts: int = 0
    unheard: int = 0


def watch_inboxes(each: Sequence[Settings], run: _Run, report: Callable[[str], None], stop: Event) -> None:
    """Make a run of an inbox whenever something stirs in it, until ``stop`` is set; the runs are made in this thread.

    ``report`` is called with a line for every run that did something, for every trouble and for its end. Raises
    UsageError for a mistake in the settings, before the first run; nothing that goes wrong in a run is raised.
    """
    for settings in each:
        check_settings(settings)
    bell = Event()
    watched = [_watched(settings, bell, report) for settings in each]
    threads = [listen(one.settings.inbox, one.settings.home, one.hearing, stop) for one in watched]
    offset = time.time() - time.monotonic()
    while not stop.is_set():
        bell.wait(max(0.0, min(min(inbox.due, inbox.lingering.due) for inbox in watched) - time.monotonic()))
        bell.clear()
        offset = _tell_clock(offset, report)
        for inbox in watched:
            if not stop.is_set():
                _attend(inbox, run)
    for thread in threads:
        thread.join()


def _watched(settings: Settings, bell: Event, report: Callable[[str], None]) -> Watched:
    tidings = Tidings(str(settings.inbox), report)
    due = time.monotonic() + settings.reconcile
    return Watched(settings, tidings, Hearing(bell), Lingering(settings.settle), due)


def _attend(inbox: Watched, run: _Run) -> None:
    """Make a run if there is a reason for one."""
    stirred = inbox.hearing.stirs(besides=inbox.lingering.paths)  # before the scan: what stirs after it is another
    rested = inbox.lingering.rest()
    now = time.monotonic()
    if not stirred and not rested and now < inbox.due:
        return
    if not stirred and not rested and not _looks_different(inbox) and now < inbox.thorough:
        inbox.due = now + inbox.settings.reconcile
    else:
        inbox.due = time.monotonic() + _run_once(inbox, run)
    _tell_deafness(inbox)


def _tell_deafness(inbox: Watched) -> None:
    """Tell if an inbox cannot be listened to, or if only the timer finds what changes; and the end of that."""
    if inbox.hearing.bursts > inbox.bursts:
        inbox.unheard = 0
    inbox.bursts = inbox.hearing.bursts
    limit = inbox.hearing.failure and f"not all of it can be listened to ({inbox.hearing.failure}): {_RAISE}"
    silence = f"the system tells of no changes in it: {_POLL}" if inbox.unheard >= _UNHEARD else None
    inbox.tidings.tell_deafness(limit or silence, inbox.settings.reconcile)


def _looks_different(inbox: Watched) -> bool:
    """Whether the inbox is not what it was when this was asked last, or the last run was not all there is to do."""
    try:
        scan = scan_inbox(inbox.settings.inbox, inbox.settings.patterns, outside=[inbox.settings.home])
    except WarehouseError:
        return True  # the run tells
    before, inbox.seen = inbox.seen, hash((frozenset(scan.looks), frozenset(scan.blind)))
    if before is not None and inbox.seen != before:
        inbox.unheard += 1
    return inbox.seen != before


def _run_once(inbox: Watched, run: _Run) -> float:
    """Make a run and tell what came of it; the seconds until the next one is due."""
    settings = inbox.settings
    try:
        receipt = run(settings)
    except (WarehouseError, OSError, MemoryError) as error:
        inbox.tidings.tell_trouble(first_line(error))
        inbox.seen = None
        inbox.lingering.begin(())  # a file that rests is no reason to try again sooner than said here
        inbox.failures += 1
        return float(min(settings.reconcile, 2**inbox.failures))
    inbox.failures = 0
    inbox.tidings.tell_run(line_of(receipt))
    inbox.tidings.tell_unread(dict(receipt.pending) | dict.fromkeys(receipt.blind, "it cannot be looked into"))
    inbox.thorough = time.monotonic() + THOROUGH
    if receipt.pending:
        inbox.seen = None
    return _await_settling(inbox, receipt)


def _await_settling(inbox: Watched, receipt: Receipt) -> float:
    """Have the files that had not settled glanced at until they rest; the seconds until the next run is due anyway.

    Of files that cannot be glanced at (their names are no text, or they are gone) the next run has to tell.
    """
    settings = inbox.settings
    passing = [path for path, reason in receipt.pending if reason in PASSING]
    inbox.idle = inbox.idle + 1 if passing and line_of(receipt) is None else 0
    root = os.path.realpath(settings.inbox)
    if inbox.lingering.begin(os.path.join(root, path) for path in passing):  # noqa: PTH118  as events name them
        return float(min(settings.reconcile, max(settings.settle, _SOONEST) * 2**inbox.idle))
    return settings.reconcile


def _tell_clock(offset: float, report: Callable[[str], None]) -> float:
    """Tell if the clock was set back; the clock's lead over the monotonic one."""
    now = time.time() - time.monotonic()
    if now < offset - _CLOCK_SLACK:
        report(f"the clock was set back by {offset - now:,.0f} s; files and runs have the times that it says")
    return now
