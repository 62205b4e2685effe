"""What a run tells, by which policy, and to which destinations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from alerts.queue.queue import Route, open_deliveries
from settings.destinations import Destination
from settings.inboxes import path_text
from settings.model import Settings
from settings.units import read_span
from warehouse.incidents.incidents import Policy
from warehouse.incidents.outbox import OpenAlertSink


@dataclass(frozen=True, slots=True)
class Telling:
    """What a run tells and to whom: incidents by a policy, through deliveries (None: they wait in the outbox)."""

    policy: Policy = field(default_factory=Policy)
    deliveries: Callable[[], OpenAlertSink] | None = None
    routes: Sequence[Route] = ()


def telling_of(settings: Settings) -> Telling:
    """How the runs under the settings tell."""
    every = read_span(settings.alerts.remind)
    policy = Policy(remind=every.total_seconds() if every else None, warnings=settings.alerts.warnings)
    return Telling(policy, partial(open_deliveries, settings.home), routes_of(settings))


def routes_of(settings: Settings, *, but: str | None = None) -> tuple[Route, ...]:
    """Which events the destinations want; without the one that is named."""
    return tuple(_route(one) for one in settings.destinations if one.name != but)


def _route(destination: Destination) -> Route:
    inboxes = tuple(path_text(Path(given)) for given in destination.inboxes)
    return Route(destination.name, destination.min_severity, destination.rules, inboxes)
