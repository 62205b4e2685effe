"""Heartbeats: a message every so often that says that wirehouse is there, so that silence is a sign."""

from datetime import UTC, datetime

from alerts.queue.queue import open_deliveries
from settings.destinations import Destination
from settings.model import Settings
from settings.units import read_span

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def enqueue_heartbeats(settings: Settings, now: datetime) -> list[str]:
    """Give the queue a heartbeat for each destination that is due one; those that get it.

    Every span of a destination has one, whoever comes first; one that nobody was there for is not made up for.
    Costs milliseconds if none is due. Raises WarehouseError.
    """
    keys = {one.name: key for one in settings.destinations if (key := _key(one, now))}
    if not keys:
        return []
    settings.home.mkdir(parents=True, exist_ok=True)
    with open_deliveries(settings.home) as deliveries:
        due = [name for name, key in keys.items() if not deliveries.has_message(key)]
    if not due:
        return []
    from alerts.digest import heartbeat_letter

    letter = heartbeat_letter(settings, now)
    with open_deliveries(settings.home) as deliveries:
        return [name for name in due if deliveries.enqueue_notice(keys[name], name, *letter, now)]


def _key(destination: Destination, now: datetime) -> str | None:
    """The idempotency key of the span that it is now; None if the destination wants no heartbeats."""
    span = read_span(destination.heartbeat)
    if span is None:
        return None
    begin = _BEGIN + (now - _BEGIN) // span * span
    return f"heartbeat:{begin:%Y%m%dT%H%M%SZ}:{destination.name}"
