"""Failures that no run can write down, since none began: told all the same, and their end too."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flows.errors import LockedError, UsageError
from flows.job import path_text, utc_now
from flows.posting import routes_of
from flows.settings import Settings
from flows.tidings import reason_of
from warehouse.deliveries import DELIVERIES, open_deliveries
from warehouse.errors import WarehouseError

RULE = "run_failed"


@contextmanager
def troubles_told(settings: Settings) -> Iterator[None]:
    """The block as one run of an inbox: if it fails before it could begin, that is an incident, which a success ends.

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
    if (settings.home / DELIVERIES).exists():
        with suppress(WarehouseError), open_deliveries(settings.home) as deliveries:
            deliveries.end_trouble(RULE, inbox, utc_now(), routes=routes_of(settings))


def _begin(settings: Settings, inbox: str, reason: str) -> None:
    """Open the incident. A disk that is full or a home that cannot be written must not hide the failure itself."""
    with suppress(OSError, WarehouseError):
        settings.home.mkdir(parents=True, exist_ok=True)
        with open_deliveries(settings.home) as deliveries:
            deliveries.begin_trouble(RULE, inbox, "error", reason, utc_now(), routes=routes_of(settings))
