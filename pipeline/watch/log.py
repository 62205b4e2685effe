"""Log lines of the watcher: one per run that changed something; each problem once at its start and once at its end."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.intake.settle import PASSING
from pipeline.receipt import Receipt, finding_lines

_DONE = ("loaded", "quarantined", "duplicates", "freed", "missing")
_HOW = ("new", "revised", "touched", "moved", "copied", "returned")
_MOST = 5
"""Files that a line names."""


@dataclass
class WatchLog:
    """Log of one inbox with the problems that last: failed runs, lost events, pending files."""

    inbox: str
    report: Callable[[str], None]
    failure: str | None = None
    loss: str | None = None
    pending: dict[str, str] = field(default_factory=dict)

    def run_failed(self, reason: str) -> None:
        """Log why a run failed, unless the run before failed for the same reason."""
        if self.failure is None or _stable_part(reason) != _stable_part(self.failure):
            self.report(f"{self.inbox}: {reason}; it is tried again by itself")
        self.failure = reason

    def run_done(self, line: str | None) -> None:
        """Log the end of a failure, and what the run did, if anything."""
        if self.failure is not None:
            self.report(f"{self.inbox}: it works again")
            self.failure = None
        if line:
            self.report(f"{self.inbox}: {line}")

    def events_lost(self, reason: str | None, reconcile: float) -> None:
        """Log once that events are lost (network file system, system limits), and once that they arrive again."""
        if reason and not self.loss:
            self.report(f"{self.inbox}: {reason}; until then what comes may wait {reconcile:g} s (reconcile)")
        if self.loss and not reason:
            self.report(f"{self.inbox}: changes in it are heard again")
        self.loss = reason

    def files_pending(self, reasons: Mapping[str, str]) -> None:
        """Log files and directories that became unreadable, and those that are readable again or gone."""
        stuck = {path: reason for path, reason in reasons.items() if reason not in PASSING}
        fresh = [f"{path}, {reason}" for path, reason in stuck.items() if self.pending.get(path) != reason]
        over = [path for path in self.pending if path not in reasons]
        if fresh:
            self.report(f"{self.inbox}: stays pending: {_some(fresh)}")
        if over:
            self.report(f"{self.inbox}: no longer pending: {_some(over)}")
        kept = {path: reason for path, reason in self.pending.items() if path in reasons}
        self.pending = kept | stuck


def line_of(receipt: Receipt) -> str | None:
    """Return one line about what a run did, None if it did nothing."""
    run = receipt.run
    if not any(run[name] for name in (*_DONE, *_HOW)) and not receipt.events:
        return None
    seconds = (run["finished_at"] - run["started_at"]).total_seconds()
    counts = ", ".join(f"{run[name]:,} {name}" for name in _DONE if run[name]) or "nothing loaded"
    how = ", ".join(f"{run[name]:,} {name}" for name in _HOW if run[name])
    found = "".join(f"; {line}" for _, line in finding_lines(receipt))
    wait = f"; {run['unsettled']:,} pending" if run["unsettled"] else ""
    return f"{counts}{f' ({how})' if how else ''} in {seconds:.1f} s{wait}{found}"


def _stable_part(reason: str) -> str:
    """Return a reason without words that differ from run to run: ids, times, process numbers."""
    return re.sub(r"\S*\d\S*", "#", reason)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
