"""The digest: its facts, whom it goes to, and since when it tells."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from alerts.messages.render import Letter
from alerts.messages.summary import compose_digest, compose_heartbeat
from alerts.queue.queue import open_deliveries
from alerts.queue.status import queue_of, read_waiting
from settings.model import Settings
from warehouse.connection import LOADER
from warehouse.errors import UsageError, WarehouseError, first_line
from warehouse.home import latest, published_only, published_path
from warehouse.queries.digest import read_digest

_DAY = timedelta(days=1)
_KEY = "digest"


def read_facts(home: Path, since: datetime, until: datetime, *, beside_runs: bool = False) -> dict[str, Any]:
    """What a digest tells of the time between: of the warehouse, and of the messages that wait.

    ``trouble`` says why the warehouse cannot be read, and is None if it can. With ``beside_runs`` the loader's database
    is left alone: a process that makes runs must not open it twice. ``all_runs`` tells whether runs that changed
    nothing are counted: only the loader's has them.
    """
    period = {"since": since, "until": until}
    try:
        with published_only(home) if beside_runs else latest(home) as (connection, source):
            facts = read_digest(connection, since, until)
            facts |= {"source": source, "all_runs": source == LOADER, "trouble": None}
    except WarehouseError as error:
        facts = period | {"trouble": first_line(error), "incidents_known": False}
    return facts | _queue_facts(home, facts.get("incidents", ()))


def last_digest(home: Path, now: datetime) -> datetime:
    """When the last digest was made; a day ago if there was none."""
    with queue_of(home) as deliveries:
        alerts = deliveries.alerts() if deliveries else []
    return max((row["created_at"] for row in alerts if row["alert_id"].startswith(f"{_KEY}:")), default=now - _DAY)


def digest_letter(settings: Settings, since: datetime, now: datetime) -> Letter:
    """The digest of the time between, under the settings."""
    facts = read_facts(settings.home, since, now)
    return compose_digest(facts, templates=settings.alerts.templates, zone=ZoneInfo(settings.timezone))


def heartbeat_letter(settings: Settings, now: datetime) -> Letter:
    """The sign of life: what the last day has brought, in a few lines."""
    facts = read_facts(settings.home, now - _DAY, now, beside_runs=True)
    return compose_heartbeat(facts, templates=settings.alerts.templates, zone=ZoneInfo(settings.timezone))


def digest_destinations(settings: Settings) -> list[str]:
    """The destinations that want digests. Raises UsageError if there are none."""
    names = [destination.name for destination in settings.destinations if destination.digest]
    if not names:
        msg = "no destination wants a digest; write digest = true into a [[destination]] of the settings"
        raise UsageError(msg)
    return names


def require_warehouse(home: Path) -> None:
    """Raise WarehouseMissingError if there is nothing to tell of."""
    if not (home / LOADER).exists():
        published_path(home)


def send_digest(settings: Settings, destinations: Sequence[str], letter: Letter, now: datetime) -> list[str]:
    """Give the letter to the queue, for each of the destinations that has had none today; those that get it.

    Raises WarehouseError.
    """
    day = f"{now.astimezone(ZoneInfo(settings.timezone)):%Y-%m-%d}"
    settings.home.mkdir(parents=True, exist_ok=True)
    with open_deliveries(settings.home) as deliveries:
        return [name for name in destinations if deliveries.enqueue_notice(f"{_KEY}:{day}:{name}", name, *letter, now)]


def _queue_facts(home: Path, known: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The destinations for which something waits, and the open incidents with those that no run could write."""
    ids = {row["incident_id"] for row in known}
    try:
        with queue_of(home) as deliveries:
            troubles = deliveries.troubles() if deliveries else []
        waiting = read_waiting(home)
    except WarehouseError as error:
        return {"incidents": list(known), "destinations": [], "queue_trouble": first_line(error)}
    fresh = [row for row in troubles if row["state"] == "open" and row["incident_id"] not in ids]
    return {"incidents": [*known, *fresh], "destinations": waiting, "queue_trouble": None}
