"""Acknowledge an incident: no more reminders, but still a notification when it is resolved."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from alerts.queue.queue import open_queue
from alerts.queue.status import all_incidents
from articles.text.spelling import did_you_mean
from schemas.text import printable
from warehouse.errors import UsageError, WarehouseError
from warehouse.home import latest
from warehouse.queries.digest import list_incidents

_NAMED = 3


def acknowledge(home: Path, name: str, until: datetime | None, now: datetime) -> dict[str, Any]:
    """Silence the reminders of an incident, given by its id or the beginning of it; return the incident.

    Without ``until`` they are silent for as long as it is open. Raises UsageError, WarehouseError.
    """
    incident = choose_incident(read_incidents(home, now), name)
    with open_queue(home) as queue:
        queue.acknowledge(incident["incident_id"], until, now)
    return incident


def read_incidents(home: Path, now: datetime) -> list[dict[str, Any]]:
    """Return the incidents that runs recorded, open and resolved, and the system incidents.

    An unreadable warehouse is an error only if there is no system incident: it may be the one to acknowledge.
    """
    try:
        with latest(home) as (connection, _):
            recorded = list_incidents(connection) or []
    except WarehouseError:
        if found := all_incidents(home, [], now):
            return found
        raise
    return all_incidents(home, recorded, now)


def choose_incident(incidents: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the open incident of that id, or the only one whose id begins so. Raises UsageError with candidates."""
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
