"""The digest and the heartbeat: their facts, their period, and the destinations of digests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from alerts.messages.message import Message
from alerts.messages.scheduled import compose_digest, compose_heartbeat
from alerts.queue.queue import open_queue
from alerts.queue.status import all_incidents, queue_of, read_pending
from settings.model import Settings
from warehouse.connection import LOADER
from warehouse.errors import UsageError, WarehouseError, first_line
from warehouse.home import latest, published_only, published_path
from warehouse.queries.digest import read_digest

_DAY = timedelta(days=1)
_KEY = "digest"


def read_facts(home: Path, since: datetime, until: datetime, *, beside_runs: bool = False) -> dict[str, Any]:
    """Return the facts of a period: of the warehouse, and of pending messages.

    ``trouble`` is why the warehouse cannot be read, None if it can. With ``beside_runs`` the loader's database is not
    opened: a process that makes runs must not open it twice. ``all_runs`` says whether runs that changed nothing are
    counted: only the loader's database has them.
    """
    period = {"since": since, "until": until}
    try:
        with published_only(home) if beside_runs else latest(home) as (connection, source):
            facts = read_digest(connection, since, until)
            facts |= {"source": source, "all_runs": source == LOADER, "trouble": None}
    except WarehouseError as error:
        facts = period | {"trouble": first_line(error), "incidents_known": False}
    return facts | _queue_facts(home, facts.get("incidents", ()), until)


def last_digest(home: Path, now: datetime) -> datetime:
    """Return when the last digest was made; a day ago if there was none."""
    with queue_of(home) as queue:
        alerts = queue.alerts() if queue else []
    return max((row["created_at"] for row in alerts if row["alert_id"].startswith(f"{_KEY}:")), default=now - _DAY)


def digest_message(settings: Settings, since: datetime, now: datetime) -> Message:
    """Compose the digest of a period under the settings."""
    facts = read_facts(settings.home, since, now)
    return compose_digest(facts, templates=settings.alerts.templates, zone=ZoneInfo(settings.timezone))


def heartbeat_message(settings: Settings, now: datetime) -> Message:
    """Compose the heartbeat: the facts of the last day in a few lines."""
    facts = read_facts(settings.home, now - _DAY, now, beside_runs=True)
    return compose_heartbeat(facts, templates=settings.alerts.templates, zone=ZoneInfo(settings.timezone))


def digest_destinations(settings: Settings) -> list[str]:
    """Return the destinations that want digests. Raises UsageError if there are none."""
    names = [destination.name for destination in settings.destinations if destination.digest]
    if not names:
        msg = "no destination wants a digest; write digest = true into a [[destination]] of the settings"
        raise UsageError(msg)
    return names


def require_warehouse(home: Path) -> None:
    """Raise WarehouseMissingError if there is no warehouse."""
    if not (home / LOADER).exists():
        published_path(home)


def enqueue_digest(settings: Settings, destinations: Sequence[str], message: Message, now: datetime) -> list[str]:
    """Queue the digest for each of the destinations that has had none today; return their names.

    Raises WarehouseError.
    """
    day = f"{now.astimezone(ZoneInfo(settings.timezone)):%Y-%m-%d}"
    settings.home.mkdir(parents=True, exist_ok=True)
    with open_queue(settings.home) as queue:
        return [name for name in destinations if queue.enqueue_notice(f"{_KEY}:{day}:{name}", name, *message, now)]


def _queue_facts(home: Path, recorded: Sequence[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """Return the destinations with pending messages, and the open incidents with the system incidents."""
    try:
        found = all_incidents(home, recorded, now)
        destinations = read_pending(home)
    except WarehouseError as error:
        return {"incidents": list(recorded), "destinations": [], "queue_trouble": first_line(error)}
    incidents = [row for row in found if row["state"] == "open"]
    return {"incidents": incidents, "destinations": destinations, "queue_trouble": None}
