"""The receipt of a run: what became of every file seen."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from logging import INFO, WARNING
from typing import Any

from msgspec import to_builtins

from alerts.messages.lines import event_lines
from pipeline.intake.tally import Tally
from schemas.text import printable
from warehouse.connection import Connection
from warehouse.incidents.events import Event
from warehouse.incidents.outbox import events_of
from warehouse.queries.quarantine import QuarantineFilter, list_quarantine

SEEN = ("new", "unchanged", "touched", "revised", "moved", "copied", "returned", "unsettled", "ignored")
"""Classes of the entries of the inbox; each entry has one."""
READ = ("loaded", "quarantined", "duplicates")
"""Results of a file that was read."""
SUMS = {"ingest": ("seen", "read", "replayed"), "replay": ("replayed",), "reparse": ("reparsed",)}
"""Sums in the receipt of a run, by kind."""

_EXAMPLES = 20
_PATHS = 3
"""Paths that a line about pending files names."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A run's row, with why entries were ignored, left pending or quarantined.

    ``quarantine`` holds at most 20 rows of the table, of files that this run quarantined; ``unreadable_dirs`` the
    directories that cannot be read: their files count neither as seen nor as missing; ``findings`` what the checks of
    the whole run found (rule, severity, field, value, message, remedy); ``events`` the incidents that it opened,
    reminded of and resolved.
    """

    run: dict[str, Any]
    ignored: dict[str, int]
    pending: list[tuple[str, str]]
    quarantine: list[dict[str, Any]]
    unreadable_dirs: list[str]
    findings: list[dict[str, Any]]
    events: list[Event]

    def as_json(self) -> dict[str, Any]:
        """Everything, for ``--json``."""
        return {
            **self.run,
            "ignored_because": self.ignored,
            "pending": [{"path": path, "reason": reason} for path, reason in self.pending],
            "quarantine": self.quarantine,
            "blind": self.unreadable_dirs,
            "oddities": self.findings,
            "incidents": [to_builtins(event, builtin_types=(datetime,)) for event in self.events],
        }


def receipt_lines(receipt: Receipt) -> Iterator[tuple[int, str]]:
    """Yield the receipt as lines of text with their logging levels, WARNING for what needs attention.

    No line holds text of an article, or characters that a terminal obeys.
    """
    run = receipt.run
    for line in sums_of(run):
        yield INFO, line
    if run["missing"]:
        yield INFO, f"missing since this run {run['missing']:,}"
    for place in receipt.unreadable_dirs:
        yield WARNING, f"cannot be looked into: {printable(place)} (its files are neither seen nor missing)"
    for reason, count in receipt.ignored.items():
        yield INFO, f"ignored {count:,}: {reason}"
    for reason, count in Counter(reason for _, reason in receipt.pending).most_common():
        paths = [printable(path, 60) for path, why in receipt.pending if why == reason]
        yield INFO, f"pending {count:,}: {reason} ({', '.join(paths[:_PATHS])}{' …' if count > _PATHS else ''})"
    yield from finding_lines(receipt)


def finding_lines(receipt: Receipt) -> Iterator[tuple[int, str]]:
    """Yield findings and incident changes of a run as lines with their logging levels."""
    for finding in receipt.findings:
        yield WARNING, f"{finding['rule']}: {finding['message']} {finding['remedy']}"
    for line in event_lines(receipt.events):
        yield INFO, line


def sums_of(run: Mapping[str, Any]) -> list[str]:
    """The sums of a run's receipt, as lines for people; an ingest that replayed nothing does not say so."""
    return [
        f"{name} {run[name]:,} = {' + '.join(f'{part} {count:,}' for part, count in parts if count) or 'nothing'}"
        for name in SUMS[run["kind"]]
        if (parts := _parts(run, name)) and (run[name] or name != "replayed")
    ]


def _parts(run: Mapping[str, Any], name: str) -> list[tuple[str, int]]:
    """What a sum is made of: columns of the run, or what they leave over."""
    if name == "replayed":
        return [("freed", run["freed"]), ("withheld still", run["replayed"] - run["freed"])]
    if name == "reparsed":
        same = run["reparsed"] - run["renewed"] - run["retained"]
        return [("renewed", run["renewed"]), ("retained", run["retained"]), ("as before", same)]
    return [(part, run[part]) for part in (SEEN if name == "seen" else READ)]


def receipt_of(
    connection: Connection, row: dict[str, Any], tally: Tally, findings: list[dict[str, Any]], *, dry_run: bool = False
) -> Receipt:
    """The receipt of a run that has ended. A dry run opens no incidents: it knows nothing of the runs before."""
    return Receipt(
        run=row,
        ignored=dict(tally.scan.ignored.most_common()),
        pending=tally.pending,
        quarantine=list_quarantine(connection, QuarantineFilter(run_id=row["run_id"]), limit=_EXAMPLES),
        unreadable_dirs=tally.scan.unreadable_dirs,
        findings=findings,
        events=[] if dry_run else events_of(connection, row["run_id"]),
    )
