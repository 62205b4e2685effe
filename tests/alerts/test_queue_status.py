"""What the queue knows of incidents, merged with what runs recorded."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from alerts.queue.queue import open_queue
from alerts.queue.status import all_incidents
from sinks import NOON
from warehouse.incidents.outbox import FOR_EVER


def recorded(incident_id: str, **given: Any) -> dict[str, Any]:
    """An incident as a run recorded it."""
    facts = {"rule": "volume", "severity": "warning", "inbox": "/wire", "scope": "", "state": "open"}
    return {"incident_id": incident_id, "opened_at": NOON, "acknowledged_until": None, **facts, **given}


def test_without_a_queue_they_are_as_recorded(tmp_path: Path) -> None:
    """A missing queue is not created."""
    rows = [recorded("a", acknowledged_until=NOON)]

    assert all_incidents(tmp_path, rows, NOON) == rows
    assert list(tmp_path.iterdir()) == []


def test_the_queue_is_newer(tmp_path: Path) -> None:
    """Its own incidents and its acknowledgements replace those that a run took over; the most severe come first."""
    with open_queue(tmp_path) as queue:
        queue.open_system_incident("run_failed", "/wire", "error", "disk full", NOON + timedelta(hours=1))
        (own,) = queue.system_incidents()
        queue.acknowledge(own["incident_id"], None, NOON)
        queue.acknowledge("b", NOON + timedelta(hours=9), NOON)
        queue.acknowledge("c", NOON + timedelta(hours=1), NOON)
        queue.resolve_system_incident("run_failed", "/wire", NOON + timedelta(hours=3))
    taken_over = recorded(own["incident_id"], rule="run_failed", severity="error")
    rows = [recorded("b"), taken_over, recorded("c"), recorded("a", severity="error", acknowledged_until=FOR_EVER)]
    found = all_incidents(tmp_path, rows, NOON + timedelta(hours=2))

    assert [(row["incident_id"], row["state"], row["acknowledged_until"]) for row in found] == [
        ("a", "open", None),
        (own["incident_id"], "resolved", FOR_EVER),
        ("b", "open", NOON + timedelta(hours=9)),
        ("c", "open", None),
    ]
