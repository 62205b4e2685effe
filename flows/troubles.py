"""Failures that no run can write down, since none began: told all the same."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flows.errors import LockedError, UsageError
from flows.inboxes import path_text
from flows.job import utc_now
from flows.routing import routes_of
from flows.settings import Settings
from flows.tidings import reason_of
from warehouse.deliveries import open_deliveries
from warehouse.errors import WarehouseError

RULE = "run_failed"


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
            _begin(settings, inbox, reason_of(error))
        raise


def _begin(settings: Settings, inbox: str, reason: str) -> None:
    """Open the incident. A disk that is full or a home that cannot be written must not hide the failure itself."""
    with suppress(OSError, WarehouseError):
        settings.home.mkdir(parents=True, exist_ok=True)
        with open_deliveries(settings.home) as deliveries:
            deliveries.begin_trouble(RULE, inbox, "error", reason, utc_now(), routes=routes_of(settings))
