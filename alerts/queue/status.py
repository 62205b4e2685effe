"""What the queue knows, for commands that only read: a missing queue is not created."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
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


def refreshed(home: Path, incidents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Open incidents as a run left them, brought up to what the queue knows: its own ones, and who knows of what.

    As they are if the queue cannot be read, which ``read_undelivered`` tells.
    """
    try:
        with queue_of(home) as queue:
            if queue is None:
                return list(incidents)
            silenced = queue.acknowledged(datetime.now(UTC))
            own = {row["incident_id"]: row for row in queue.system_incidents()}
    except WarehouseError:
        return list(incidents)
    lasting = [row for row in own.values() if row["state"] == "open"]
    rows = sorted([*(row for row in incidents if row["incident_id"] not in own), *lasting], key=_gravity)
    known = {key: until or FOR_EVER for key, until in silenced.items()}
    return [row | {"acknowledged_until": known.get(row["incident_id"])} for row in rows]


def _gravity(row: dict[str, Any]) -> tuple[Any, ...]:
    """The gravest and oldest first."""
    return tuple(row[name] for name in ("severity", "opened_at", "inbox", "rule", "scope"))


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
