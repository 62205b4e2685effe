"""Failures that no run can write down, since none began or none is made: told all the same."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from alerts.queue.queue import DELIVERIES, open_deliveries
from alerts.routing import routes_of
from settings.inboxes import path_text
from settings.model import Settings, rules_in_force
from warehouse.errors import LockedError, UsageError, WarehouseError, first_line


@contextmanager
def troubles_told(settings: Settings) -> Iterator[None]:
    """The block as one run of an inbox: if it fails before it could begin, that is an incident.

    The next run that is completed ends it.

    A failure that the run has written down itself carries ``recorded``; a mistake in the settings, and a warehouse
    that another run holds, are for whoever asked for the run.
    """
    inbox = path_text(settings.inbox)
    try:
        yield
    except (UsageError, LockedError):
        raise
    except Exception as error:
        if not getattr(error, "recorded", False):
            begin(settings, "run_failed", inbox, first_line(error))
        raise


def begin(settings: Settings, rule: str, inbox: str, reason: str, *, scope: str = "") -> None:
    """Open the incident, unless its rule is switched off.

    A disk that is full or a home that cannot be written must not hide the failure itself.
    """
    severity = rules_in_force(settings)[rule].severity
    if severity == "off":
        return
    with suppress(OSError, WarehouseError):
        settings.home.mkdir(parents=True, exist_ok=True)
        with open_deliveries(settings.home) as deliveries:
            deliveries.begin_trouble(
                rule, inbox, severity, reason, datetime.now(UTC), routes=routes_of(settings), scope=scope
            )


def end(settings: Settings, rule: str, inbox: str, *, scope: str = "") -> None:
    """End the incident if it lasts; a queue that is not there is not made for it."""
    if (settings.home / DELIVERIES).exists():
        with suppress(OSError, WarehouseError), open_deliveries(settings.home) as deliveries:
            deliveries.end_trouble(rule, inbox, datetime.now(UTC), routes=routes_of(settings), scope=scope)
