"""Acknowledging an incident: its reminders are silenced, its end is told all the same."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from alerts.queue.queue import open_deliveries
from alerts.queue.status import queue_of
from articles.text.spelling import did_you_mean
from schemas.text import printable
from warehouse.errors import UsageError, WarehouseError
from warehouse.home import latest
from warehouse.queries.digest import list_incidents

_NAMED = 3


def acknowledge(home: Path, name: str, until: datetime | None, now: datetime) -> dict[str, Any]:
    """Silence the reminders of an incident, given by its id or the beginning of it; the incident.

    Without ``until`` they are silent for as long as it lasts. Raises UsageError, WarehouseError.
    """
    incident = choose_incident(read_incidents(home), name)
    with open_deliveries(home) as deliveries:
        deliveries.acknowledge(incident["incident_id"], until, now)
    return incident


def read_incidents(home: Path) -> list[dict[str, Any]]:
    """What is and was wrong, as runs wrote it down, and what no run could.

    Raises WarehouseError if neither can be read: the warehouse may be the trouble that is to be silenced.
    """
    with queue_of(home) as deliveries:
        troubles = deliveries.troubles() if deliveries else []
    try:
        with latest(home) as (connection, _):
            known = list_incidents(connection) or []
    except WarehouseError:
        if not troubles:
            raise
        known = []
    ids = {row["incident_id"] for row in troubles}
    return [*troubles, *(row for row in known if row["incident_id"] not in ids)]


def choose_incident(incidents: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
    """The incident of that id, or the only open one whose id begins so. Raises UsageError that says which there are."""
    opened = {row["incident_id"]: row for row in incidents if row["state"] == "open"}
    found = [name] if name in opened else [known for known in opened if name and known.startswith(name)]
    if len(found) == 1:
        return opened[found[0]]
    if found:
        raise UsageError(
            f"{printable(name)} is the beginning of {len(found)} open incidents: {_some(found)}; give more of it"
        )
    for row in incidents:
        if row["incident_id"] == name:
            raise UsageError(
                f"incident {name} is over since {row['resolved_at']:%Y-%m-%d %H:%M %Z}: no reminder will come"
            )
    if not opened:
        raise UsageError(f"there is no incident {printable(name)}; none is open")
    raise UsageError(f"there is no open incident {printable(name)}{did_you_mean(name, opened)}")


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
