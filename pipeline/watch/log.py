"""What a watcher says of an inbox: a line for each run that did something, each trouble once, and its end."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from alerts.messages.lines import event_lines
from pipeline.intake.settle import PASSING
from pipeline.receipt import Receipt

_DONE = ("loaded", "quarantined", "duplicates", "freed", "missing")
_HOW = ("new", "revised", "touched", "moved", "copied", "returned")
_MOST = 5
"""Files that are told by name."""


@dataclass
class Tidings:
    """What was told of an inbox and has not ended: a trouble, why nothing is heard, unread files and why."""

    inbox: str
    report: Callable[[str], None]
    trouble: str | None = None
    deafness: str | None = None
    unread: dict[str, str] = field(default_factory=dict)

    def tell_trouble(self, reason: str) -> None:
        """Tell why a run failed, unless the one before failed of the same."""
        if self.trouble is None or _gist(reason) != _gist(self.trouble):
            self.report(f"{self.inbox}: {reason}; it is tried again by itself")
        self.trouble = reason

    def tell_run(self, line: str | None) -> None:
        """Tell that a trouble has ended, and what a run did, if anything."""
        if self.trouble is not None:
            self.report(f"{self.inbox}: it works again")
            self.trouble = None
        if line:
            self.report(f"{self.inbox}: {line}")

    def tell_deafness(self, reason: str | None, reconcile: float) -> None:
        """Tell that nothing is heard of an inbox (a network file system, a limit of the system), and its end."""
        if reason and not self.deafness:
            self.report(f"{self.inbox}: {reason}; until then what comes may wait {reconcile:g} s (reconcile)")
        if self.deafness and not reason:
            self.report(f"{self.inbox}: changes in it are heard again")
        self.deafness = reason

    def tell_unread(self, reasons: Mapping[str, str]) -> None:
        """Tell which files and directories cannot be read, and which can be again or are gone."""
        stuck = {path: reason for path, reason in reasons.items() if reason not in PASSING}
        fresh = [f"{path}, {reason}" for path, reason in stuck.items() if self.unread.get(path) != reason]
        over = [path for path in self.unread if path not in reasons]
        if fresh:
            self.report(f"{self.inbox}: stays pending: {_some(fresh)}")
        if over:
            self.report(f"{self.inbox}: no longer pending: {_some(over)}")
        kept = {path: reason for path, reason in self.unread.items() if path in reasons}
        self.unread = kept | stuck


def line_of(receipt: Receipt) -> str | None:
    """What a run did, in one line; None if it did nothing."""
    run = receipt.run
    if not any(run[name] for name in (*_DONE, *_HOW)) and not receipt.events:
        return None
    seconds = (run["finished_at"] - run["started_at"]).total_seconds()
    counts = ", ".join(f"{run[name]:,} {name}" for name in _DONE if run[name]) or "nothing loaded"
    how = ", ".join(f"{run[name]:,} {name}" for name in _HOW if run[name])
    odd = "".join(f"; {oddity['rule']}: {oddity['message']}" for oddity in receipt.oddities)
    odd += "".join(f"; {line}" for line in event_lines(receipt.events))
    wait = f"; {run['unsettled']:,} pending" if run["unsettled"] else ""
    return f"{counts}{f' ({how})' if how else ''} in {seconds:.1f} s{wait}{odd}"


def _gist(reason: str) -> str:
    """A reason without what differs from one run to the next: ids, times, process numbers."""
    return re.sub(r"\S*\d\S*", "#", reason)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
