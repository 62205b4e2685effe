"""The receipt of a run: what became of every file seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import to_builtins

from pipeline.intake.scan import Scan
from warehouse.connection import Connection
from warehouse.incidents.events import Event
from warehouse.incidents.outbox import events_of
from warehouse.queries.quarantine import QuarantineFilter, list_quarantine

SEEN = ("new", "unchanged", "touched", "revised", "moved", "copied", "returned", "unsettled", "ignored")
"""The classes that every entry of the inbox falls into, one each."""
READ = ("loaded", "quarantined", "duplicates")
"""What becomes of a file that was read."""
SUMS = {"ingest": ("seen", "read", "replayed"), "replay": ("replayed",), "reparse": ("reparsed",)}
"""The sums that a run of each kind is told by."""

_EXAMPLES = 20


@dataclass(slots=True)
class Tally:
    """What is counted while a run goes on: files found, to be read, read, and left pending with the reason.

    ``left`` counts the files that a run did not come to because it was asked to finish.
    ``to_replay`` and ``replayed`` count withheld files whose originals are parsed again.
    """

    scan: Scan
    found: int
    to_read: int = 0
    read: int = 0
    to_replay: int = 0
    replayed: int = 0
    left: int = 0
    pending: list[tuple[str, str]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The part of the receipt that the batches do not know."""
        return {
            "seen": self.found + self.scan.ignored.total(),
            "unchanged": self.found - self.to_read,
            "unsettled": len(self.pending) + self.left,
            "ignored": self.scan.ignored.total(),
            "read_stated": self.read,
            "replayed_stated": self.replayed,
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """A run's row, with why entries were ignored, left pending or withheld.

    ``quarantine`` holds rows of the table, at most 20 of those that this run withheld; ``blind`` the directories
    that could not be looked into: what lies in them is neither seen nor missing; ``oddities`` what is odd about the
    run as a whole (rule, severity, field, value, message, remedy); ``events`` what it opened, reminded of and resolved.
    """

    run: dict[str, Any]
    ignored: dict[str, int]
    pending: list[tuple[str, str]]
    quarantine: list[dict[str, Any]]
    blind: list[str]
    oddities: list[dict[str, Any]]
    events: list[Event]

    def as_json(self) -> dict[str, Any]:
        """Everything, for ``--json``."""
        return {
            **self.run,
            "ignored_because": self.ignored,
            "pending": [{"path": path, "reason": reason} for path, reason in self.pending],
            "quarantine": self.quarantine,
            "blind": self.blind,
            "oddities": self.oddities,
            "incidents": [to_builtins(event, builtin_types=(datetime,)) for event in self.events],
        }


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
    connection: Connection, row: dict[str, Any], tally: Tally, oddities: list[dict[str, Any]], *, dry_run: bool = False
) -> Receipt:
    """The receipt of a run that has ended. A dry run opens no incidents: it knows nothing of the runs before."""
    return Receipt(
        run=row,
        ignored=dict(tally.scan.ignored.most_common()),
        pending=tally.pending,
        quarantine=list_quarantine(connection, QuarantineFilter(run_id=row["run_id"]), limit=_EXAMPLES),
        blind=tally.scan.blind,
        oddities=oddities,
        events=[] if dry_run else events_of(connection, row["run_id"]),
    )
