"""System incidents: failures that no run can record, because none began, and destinations that are down."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from alerts.queue.queue import QUEUE_FILE, AlertQueue, open_queue
from alerts.routing import routes_of
from settings.inboxes import path_text
from settings.model import Settings, rules_in_force
from settings.units import read_span
from warehouse.errors import LockedError, UsageError, WarehouseError, first_line

_DOWN_AFTER = timedelta(minutes=15)
"""How long a destination must have failed for the others to be notified."""


@contextmanager
def failures_reported(settings: Settings) -> Iterator[None]:
    """Open an incident if the run in the block fails before it could begin; the next completed run resolves it.

    A failure that the run recorded itself has ``recorded`` set. Mistakes in the settings and a warehouse that another
    run holds are left to the caller.
    """
    inbox = path_text(settings.inbox)
    try:
        yield
    except (UsageError, LockedError):
        raise
    except Exception as error:
        if not getattr(error, "recorded", False):
            open_incident(settings, "run_failed", inbox, first_line(error))
        raise


def open_incident(settings: Settings, rule: str, inbox: str, reason: str, *, scope: str = "") -> None:
    """Open a system incident, unless its rule is switched off.

    Errors of the queue are suppressed: a full disk must not hide the failure itself.
    """
    severity = rules_in_force(settings)[rule].severity
    if severity == "off":
        return
    with suppress(OSError, WarehouseError):
        settings.home.mkdir(parents=True, exist_ok=True)
        with open_queue(settings.home) as queue:
            queue.open_system_incident(
                rule, inbox, severity, reason, datetime.now(UTC), routes=routes_of(settings), scope=scope
            )


def resolve_incident(settings: Settings, rule: str, inbox: str, *, scope: str = "") -> None:
    """Resolve a system incident if it is open; does not create a missing queue."""
    if (settings.home / QUEUE_FILE).exists():
        with suppress(OSError, WarehouseError), open_queue(settings.home) as queue:
            queue.resolve_system_incident(rule, inbox, datetime.now(UTC), routes=routes_of(settings), scope=scope)


def update_system_incidents(settings: Settings, now: datetime) -> None:
    """Open and resolve the incidents of destinations that are down, and remind of open system incidents."""
    known = {one.name for one in settings.destinations}
    with open_queue(settings.home) as queue:
        for row in queue.destinations():
            _update_destination(settings, queue, row, now, known=row["name"] in known)
        if every := read_span(settings.alerts.remind):
            queue.remind_system_incidents(every, now, routes=routes_of(settings))


def _update_destination(
    settings: Settings, queue: AlertQueue, row: dict[str, Any], now: datetime, *, known: bool
) -> None:
    """Open or resolve the incident of one destination; the other destinations are notified."""
    name, since = row["name"], row["failing_since"]
    others = routes_of(settings, without=name)
    if since is None or not known:
        queue.resolve_system_incident("destination_down", "", now, routes=others, scope=name)
    elif now - since >= _DOWN_AFTER:
        reason = f"The destination {name} takes no messages since {since:%Y-%m-%d %H:%M} UTC: {row['last_error']}."
        queue.open_system_incident("destination_down", "", "warning", reason, now, routes=others, scope=name)
