"""What the queue knows, for commands that only read: a missing queue is not created."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from alerts.queue.queue import QUEUE_FILE, AlertQueue, open_queue
from warehouse.errors import WarehouseError
from warehouse.incidents.outbox import FOR_EVER

SENT = ("sent", "merged")
"""States of a message that needs nothing more."""


@contextmanager
def queue_of(home: Path) -> Iterator[AlertQueue | None]:
    """Open the queue; None if there is none yet. Raises WarehouseError."""
    if not (home / QUEUE_FILE).exists():
        yield None
        return
    with open_queue(home) as queue:
        yield queue


def all_incidents(home: Path, recorded: Sequence[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Merge incidents that runs recorded with the system incidents, the most severe and oldest first.

    The queue's own rows and acknowledgements are newer than those that runs took over from it. Raises WarehouseError.
    """
    with queue_of(home) as queue:
        if queue is None:
            return list(recorded)
        acknowledged = {key: until or FOR_EVER for key, until in queue.acknowledged(now).items()}
        own = {row["incident_id"]: row for row in queue.system_incidents()}
    rows = [*(row for row in recorded if row["incident_id"] not in own), *own.values()]
    known = [row | {"acknowledged_until": acknowledged.get(row["incident_id"])} for row in rows]
    return sorted(known, key=lambda row: [row[name] for name in ("severity", "opened_at", "inbox", "rule", "scope")])


def read_pending(home: Path) -> list[dict[str, Any]]:
    """Return the destinations with pending messages or failures, as ``AlertQueue.destinations`` does."""
    with queue_of(home) as queue:
        rows = queue.destinations() if queue else []
    return [row for row in rows if row["waiting"] or row["failing_since"]]


def read_undelivered(home: Path) -> dict[str, Any]:
    """Return the part of ``status`` about messages: ``undelivered`` is None if the queue cannot be read."""
    try:
        return {"undelivered": read_pending(home), "alerts_error": None}
    except WarehouseError as error:
        return {"undelivered": None, "alerts_error": str(error)}
