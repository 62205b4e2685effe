"""When a destination may be sent to: quiet hours, its rate; and how often to try."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from alerts.queue.attempts import list_sent_since, pending_events, read_health, unfinished_messages
from alerts.queue.queue import QUEUE_FILE, AlertQueue, open_queue
from alerts.retry import LONGEST_BACKOFF
from settings.destinations import Destination
from settings.model import Settings
from settings.units import is_quiet, read_rate, read_span
from warehouse.incidents.events import Event

OFTEN, SELDOM = timedelta(minutes=1), timedelta(minutes=15)
"""Intervals between attempts to send: usually, and while nothing is due."""
_UNLIMITED = 1_000_000
"""Slots of a destination without a rate."""


def is_due(settings: Settings, now: datetime) -> bool:
    """Whether anything can be sent now. Quick; raises WarehouseError if the queue cannot be opened."""
    if not settings.destinations or not (settings.home / QUEUE_FILE).exists():
        return False
    with open_queue(settings.home) as queue:
        return _reminders_due(queue, settings, now) or any(
            may_send(queue, settings.timezone, one, now) for one in settings.destinations
        )


def send_interval(settings: Settings, now: datetime) -> timedelta | None:
    """Return how often to try to send: None if nothing is pending, SELDOM if nothing will be due for a while.

    Nothing is due in quiet hours, past the rate, and while a destination backs off.
    """
    if not has_pending(settings):
        return None
    return OFTEN if is_due(settings, now) or is_due(settings, now + SELDOM) else SELDOM


def has_pending(settings: Settings) -> bool:
    """Whether anything is pending for a destination of the settings, due or not."""
    if not (settings.home / QUEUE_FILE).exists():
        return False
    names = {one.name for one in settings.destinations}
    with open_queue(settings.home) as queue:
        return any(row["waiting"] for row in queue.destinations() if row["name"] in names)


def may_send(queue: AlertQueue, timezone: str, destination: Destination, now: datetime) -> bool:
    """Whether the destination has something to send that neither back-off, rate nor quiet hours hold back."""
    hold = read_health(queue, destination.name).hold_until
    if hold and now < hold <= now + LONGEST_BACKOFF:  # a later one was written under a wrong clock
        return False
    if unfinished_messages(queue, destination.name, now):
        return True
    return free_slots(queue, destination, now) > 0 and bool(
        without_quiet(pending_events(queue, destination.name, now), destination, timezone, now)
    )


def without_quiet(events: Sequence[Event], destination: Destination, timezone: str, now: datetime) -> list[Event]:
    """Return the events that quiet hours do not hold back; of an incident all or none."""
    if not is_quiet(destination.quiet, timezone, now):
        return list(events)
    passing = {"error": {"error"}, "warning": {"error", "warning"}}.get(destination.quiet_severity, set())
    loud = {event.incident_id for event in events if event.severity in passing}
    return [event for event in events if event.incident_id in loud]


def free_slots(queue: AlertQueue, destination: Destination, now: datetime) -> int:
    """Return how many messages the destination's rate allows now."""
    rate = read_rate(destination.rate)
    if rate is None:
        return _UNLIMITED
    return rate.limit - len(list_sent_since(queue, destination.name, now - rate.span))


def _reminders_due(queue: AlertQueue, settings: Settings, now: datetime) -> bool:
    every = read_span(settings.alerts.remind)
    acknowledged = queue.acknowledged(now)
    return every is not None and any(
        row["state"] == "open" and row["told_at"] <= now - every and row["incident_id"] not in acknowledged
        for row in queue.system_incidents()
    )
