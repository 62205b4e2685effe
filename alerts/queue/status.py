"""What waits to be told, for commands that only look: the queue is not made by looking for it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from alerts.queue.queue import DELIVERIES, Deliveries, open_deliveries
from schemas.text import printable
from settings.units import span_text
from warehouse.errors import WarehouseError
from warehouse.incidents.outbox import FOR_EVER

SENT = ("sent", "merged")
"""States of a message that needs nothing more."""


@contextmanager
def queue_of(home: Path) -> Iterator[Deliveries | None]:
    """The queue of messages, None if nothing was ever to be told. Raises WarehouseError."""
    if not (home / DELIVERIES).exists():
        yield None
        return
    with open_deliveries(home) as deliveries:
        yield deliveries


def refreshed(home: Path, incidents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Open incidents as a run left them, brought up to what the queue knows: its own ones, and who knows of what.

    As they are if the queue cannot be read, which ``read_undelivered`` tells.
    """
    try:
        with queue_of(home) as deliveries:
            if deliveries is None:
                return list(incidents)
            silenced = deliveries.acknowledged(datetime.now(UTC))
            troubles = {row["incident_id"]: row for row in deliveries.troubles()}
    except WarehouseError:
        return list(incidents)
    lasting = [row for row in troubles.values() if row["state"] == "open"]
    rows = sorted([*(row for row in incidents if row["incident_id"] not in troubles), *lasting], key=_gravity)
    known = {key: until or FOR_EVER for key, until in silenced.items()}
    return [row | {"acknowledged_until": known.get(row["incident_id"])} for row in rows]


def _gravity(row: dict[str, Any]) -> tuple[Any, ...]:
    """The gravest and oldest first."""
    return tuple(row[name] for name in ("severity", "opened_at", "inbox", "rule", "scope"))


def read_waiting(home: Path) -> list[dict[str, Any]]:
    """The destinations for which something waits, or which fail, as ``Deliveries.destinations`` gives them."""
    with queue_of(home) as deliveries:
        rows = deliveries.destinations() if deliveries else []
    return [row for row in rows if row["waiting"] or row["failing_since"]]


def read_undelivered(home: Path) -> dict[str, Any]:
    """The part of ``status`` that tells of messages: ``undelivered`` as ``read_waiting`` has it, None if unreadable."""
    try:
        return {"undelivered": read_waiting(home), "alerts_error": None}
    except WarehouseError as error:
        return {"undelivered": None, "alerts_error": str(error)}


def echo_undelivered(facts: dict[str, Any]) -> None:
    """Print what waits; nothing if nothing does."""
    if facts["alerts_error"]:
        click.secho(f"What waits to be told is unknown: {printable(facts['alerts_error'])}", fg="red")
    for line in lines_of(facts["undelivered"] or [], datetime.now(UTC)):
        click.secho(line, fg="yellow")


def lines_of(waiting: list[dict[str, Any]], now: datetime) -> list[str]:
    """A sentence for each destination: what waits for it since when, and since when and why it fails."""
    return [line for row in waiting for line in _lines(row, now)]


def _lines(row: dict[str, Any], now: datetime) -> Iterator[str]:
    name = printable(row["name"], 60)
    if row["waiting"]:
        wait = "message waits" if row["waiting"] == 1 else "messages wait"
        yield f"{row['waiting']:,} {wait} for {name} since {_since(row['since'], now)}"
    if row["failing_since"]:
        why = f": {printable(row['last_error'])}" if row["last_error"] else ""
        yield f"destination {name} is down since {_since(row['failing_since'], now)}{why}"


def _since(moment: datetime | None, now: datetime) -> str:
    """A moment in the machine's zone, and how long ago it is."""
    if moment is None:
        return "an unknown time"
    return f"{moment.astimezone():%Y-%m-%d %H:%M} ({span_text(now - moment)})"
