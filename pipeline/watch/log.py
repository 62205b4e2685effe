"""Log lines of the watcher: one per run that changed something; each problem once at its start and once at its end."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.intake.pending import PASSING
from pipeline.receipt import Receipt, finding_lines

_logger = logging.getLogger("wirehouse")
_DONE = ("loaded", "quarantined", "duplicates", "freed", "missing")
_HOW = ("new", "revised", "touched", "moved", "copied", "returned")
_MOST = 5
"""Files that a line names."""


@dataclass
class WatchLog:
    """Log of one inbox with the problems that last: failed runs, lost events, pending files."""

    inbox: str
    failure: str | None = None
    loss: str | None = None
    pending: dict[str, str] = field(default_factory=dict)

    def run_failed(self, reason: str) -> None:
        """Log why a run failed, unless the run before failed for the same reason."""
        if self.failure is None or _stable_part(reason) != _stable_part(self.failure):
            _logger.warning("%s: %s; it is tried again by itself", self.inbox, reason)
        self.failure = reason

    def run_done(self, line: str | None) -> None:
        """Log the end of a failure, and what the run did, if anything."""
        if self.failure is not None:
            _logger.info("%s: it works again", self.inbox)
            self.failure = None
        if line:
            _logger.info("%s: %s", self.inbox, line)

    def events_lost(self, reason: str | None, reconcile: float) -> None:
        """Log once that events are lost (network file system, system limits), and once that they arrive again."""
        if reason and not self.loss:
            _logger.warning("%s: %s; until then what comes may wait %g s (reconcile)", self.inbox, reason, reconcile)
        if self.loss and not reason:
            _logger.info("%s: changes in it are heard again", self.inbox)
        self.loss = reason

    def files_pending(self, reasons: Mapping[str, str]) -> None:
        """Log files and directories that became unreadable, and those that are readable again or gone."""
        stuck = {path: reason for path, reason in reasons.items() if reason not in PASSING}
        fresh = [f"{path}, {reason}" for path, reason in stuck.items() if self.pending.get(path) != reason]
        over = [path for path in self.pending if path not in reasons]
        if fresh:
            _logger.warning("%s: stays pending: %s", self.inbox, _some(fresh))
        if over:
            _logger.info("%s: no longer pending: %s", self.inbox, _some(over))
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
