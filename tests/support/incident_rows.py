"""Incidents written into the loader's database, as the runs do."""

from datetime import UTC, datetime, timedelta
from typing import Any

from house import House
from warehouse.connection import LOADER, open_loader

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def keep_incident(house: House, incident_id: str, **given: Any) -> None:
    """Write an incident into the loader's database, as the runs do."""
    row = {
        "incident_id": incident_id,
        "rule": "empty_file",
        "severity": "error",
        "inbox": str(house.inbox),
        "scope": "",
        "state": "open",
        "opened_at": NOW - 2 * DAY,
        "opened_run": "r",
        "last_seen_at": NOW,
        "last_run": "r",
        "runs": 3,
        "files": 12,
        "most_files": 12,
        "message": "12 files",
        "examples": "[]",
        "told_at": NOW,
        "reminders": 0,
        "acknowledged_until": None,
        "resolved_at": None,
        "resolved_run": None,
        **given,
    }
    columns = ", ".join(f"{name} {_kind(name, value)}" for name, value in row.items())
    with open_loader(house.home / LOADER) as loader:
        loader.execute(f"CREATE TABLE IF NOT EXISTS incidents ({columns})")
        loader.execute(
            f"INSERT INTO incidents ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )


def _kind(name: str, value: Any) -> str:
    if name.endswith(("_at", "until")):
        return "TIMESTAMPTZ"
    return "BIGINT" if isinstance(value, int) else "VARCHAR"
