"""Heartbeats: messages at a fixed interval, so that their absence is a sign."""

from datetime import UTC, datetime

from alerts.queue.queue import open_queue
from settings.destinations import Destination
from settings.model import Settings
from settings.units import read_span

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def enqueue_heartbeats(settings: Settings, now: datetime) -> list[str]:
    """Queue a heartbeat for each destination that is due one; return their names.

    The first process in a span queues its heartbeat; a missed span is not made up for. Costs milliseconds if none is
    due. Raises WarehouseError.
    """
    keys = {one.name: key for one in settings.destinations if (key := _key(one, now))}
    if not keys:
        return []
    settings.home.mkdir(parents=True, exist_ok=True)
    with open_queue(settings.home) as queue:
        due = [name for name, key in keys.items() if not queue.has_message(key)]
    if not due:
        return []
    from alerts.digest import heartbeat_message

    message = heartbeat_message(settings, now)
    with open_queue(settings.home) as queue:
        return [name for name in due if queue.enqueue_notice(keys[name], name, *message, now)]


def _key(destination: Destination, now: datetime) -> str | None:
    """Return the idempotency key of the current span; None if the destination wants no heartbeats."""
    span = read_span(destination.heartbeat)
    if span is None:
        return None
    begin = _BEGIN + (now - _BEGIN) // span * span
    return f"heartbeat:{begin:%Y%m%dT%H%M%SZ}:{destination.name}"
