"""Watching inboxes: a change starts a run; each problem is logged once when it starts and once when it ends.

Events only start runs: the scan of the run decides what is new. Runs never overlap: one thread makes them all.
"""

import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

from pipeline.intake.pending import PASSING
from pipeline.intake.scan import scan_inbox
from pipeline.job import check_settings
from pipeline.receipt import Receipt
from pipeline.watch.events import ChangeSignal, listen
from pipeline.watch.log import WatchLog, line_of
from pipeline.watch.unsettled import UnsettledFiles
from settings.model import Settings
from warehouse.errors import WarehouseError, first_line

_logger = logging.getLogger("wirehouse")
THOROUGH = 3_600.0
"""Seconds after which a run is made though the inbox looks as before: rules look at the clock as well."""
_SOONEST = 0.2
"""Seconds before a run is made again for files that had not settled, at least."""
_MOST_UNHEARD = 2
"""Times that the timer finds changes without events before that is logged."""
_RAISE = "raise fs.inotify.max_user_watches and max_user_instances"
_POLL = "if it is on a network file system, start again with WATCHFILES_FORCE_POLLING=1"
_CLOCK_SLACK = 2.0
"""Seconds that the clock may go back without a log line: small corrections happen all the time."""

_Run = Callable[[Settings], Receipt]


@dataclass
class Watched:
    """One inbox with its events, the times of its next runs, and the state of its last ones.

    ``due`` and ``thorough`` are moments of the monotonic clock; ``seen`` is the scan before the last run, as a hash,
    or None if that run has to be made again; ``failures`` counts the runs that failed one after the other, ``idle``
    those that found nothing but files that had not settled; ``unheard`` the changes that only the timer found.
    """

    settings: Settings
    log: WatchLog
    signal: ChangeSignal
    unsettled: UnsettledFiles
    due: float = 0.0
    thorough: float = 0.0
    seen: int | None = None
    failures: int = 0
    idle: int = 0
    bursts: int = 0
    unheard: int = 0


def watch_inboxes(each: Sequence[Settings], run: _Run, stop: Event) -> None:
    """Run an inbox whenever it changes, until ``stop`` is set; the runs are made in this thread.

    A line is logged for every run that changed something, and for every problem and its end. Raises UsageError for
    invalid settings before the first run; errors of runs are not raised.
    """
    for settings in each:
        check_settings(settings)
    bell = Event()
    watched = [_watched(settings, bell) for settings in each]
    threads = [listen(one.settings.inbox, one.settings.home, one.signal, stop) for one in watched]
    offset = time.time() - time.monotonic()
    while not stop.is_set():
        bell.wait(max(0.0, min(min(inbox.due, inbox.unsettled.due) for inbox in watched) - time.monotonic()))
        bell.clear()
        offset = _check_clock(offset)
        for inbox in watched:
            if not stop.is_set():
                _run_if_due(inbox, run)
    for thread in threads:
        thread.join()


def _watched(settings: Settings, bell: Event) -> Watched:
    log = WatchLog(str(settings.inbox))
    due = time.monotonic() + settings.reconcile
    return Watched(settings, log, ChangeSignal(bell), UnsettledFiles(settings.settle), due)


def _run_if_due(inbox: Watched, run: _Run) -> None:
    """Run an inbox if there is a reason to."""
    changed = inbox.signal.take(besides=inbox.unsettled.paths)  # before the scan: later changes count for the next
    settled = inbox.unsettled.any_settled()
    now = time.monotonic()
    if not changed and not settled and now < inbox.due:
        return
    if not changed and not settled and not _scan_differs(inbox) and now < inbox.thorough:
        inbox.due = now + inbox.settings.reconcile
    else:
        inbox.due = time.monotonic() + _run_once(inbox, run)
    _check_events(inbox)


def _check_events(inbox: Watched) -> None:
    """Log if events of an inbox are lost: not all of it is watched, or only the timer finds changes."""
    if inbox.signal.bursts > inbox.bursts:
        inbox.unheard = 0
    inbox.bursts = inbox.signal.bursts
    limit = inbox.signal.failure and f"not all of it can be listened to ({inbox.signal.failure}): {_RAISE}"
    silence = f"the system tells of no changes in it: {_POLL}" if inbox.unheard >= _MOST_UNHEARD else None
    inbox.log.events_lost(limit or silence, inbox.settings.reconcile)


def _scan_differs(inbox: Watched) -> bool:
    """Whether the inbox differs from the last scan, or the last run must be made again."""
    try:
        scan = scan_inbox(inbox.settings.inbox, inbox.settings.patterns, outside=[inbox.settings.home])
    except WarehouseError:
        return True  # the run reports it
    before, inbox.seen = inbox.seen, hash((frozenset(scan.files), frozenset(scan.unreadable_dirs)))
    if before is not None and inbox.seen != before:
        inbox.unheard += 1
    return inbox.seen != before


def _run_once(inbox: Watched, run: _Run) -> float:
    """Make a run and log its result; return the seconds until the next one is due."""
    settings = inbox.settings
    try:
        receipt = run(settings)
    except (WarehouseError, OSError, MemoryError) as error:
        inbox.log.run_failed(first_line(error))
        inbox.seen = None
        inbox.unsettled.replace(())  # a settled file must not shorten the back-off
        inbox.failures += 1
        return float(min(settings.reconcile, 2**inbox.failures))
    inbox.failures = 0
    inbox.log.run_done(line_of(receipt))
    inbox.log.files_pending(dict(receipt.pending) | dict.fromkeys(receipt.unreadable_dirs, "it cannot be looked into"))
    inbox.thorough = time.monotonic() + THOROUGH
    if receipt.pending:
        inbox.seen = None
    return _watch_pending(inbox, receipt)


def _watch_pending(inbox: Watched, receipt: Receipt) -> float:
    """Stat the files that had not settled until they do; return the seconds until the next run is due anyway.

    Files that cannot be stat'ed (names that are not text, files that are gone) are left to the next run.
    """
    settings = inbox.settings
    passing = [path for path, reason in receipt.pending if reason in PASSING]
    inbox.idle = inbox.idle + 1 if passing and line_of(receipt) is None else 0
    root = os.path.realpath(settings.inbox)
    if inbox.unsettled.replace(os.path.join(root, path) for path in passing):  # noqa: PTH118  as events name them
        return float(min(settings.reconcile, max(settings.settle, _SOONEST) * 2**inbox.idle))
    return settings.reconcile


def _check_clock(offset: float) -> float:
    """Log if the clock was set back; return the clock's offset from the monotonic clock."""
    now = time.time() - time.monotonic()
    if now < offset - _CLOCK_SLACK:
        _logger.warning(
            "the clock was set back by %s s; files and runs have the times that it says", f"{offset - now:,.0f}"
        )
    return now
