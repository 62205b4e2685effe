"""Routes: which destination is notified of which events; and how a run alerts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from alerts.queue.queue import open_queue
from alerts.queue.route import Route
from settings.destinations import Destination
from settings.inboxes import path_text
from settings.model import Settings
from settings.units import read_span
from warehouse.incidents.incidents import Policy
from warehouse.incidents.outbox import OpenAlertSink


@dataclass(frozen=True, slots=True)
class Alerting:
    """How a run alerts: policy of incidents, the queue (None: events stay in the outbox) and the routes."""

    policy: Policy = field(default_factory=Policy)
    open_queue: Callable[[], OpenAlertSink] | None = None
    routes: Sequence[Route] = ()


def alerting_of(settings: Settings) -> Alerting:
    """Return how runs alert under the settings."""
    every = read_span(settings.alerts.remind)
    policy = Policy(remind=every.total_seconds() if every else None, warnings=settings.alerts.warnings)
    return Alerting(policy, partial(open_queue, settings.home), routes_of(settings))


def routes_of(settings: Settings, *, without: str | None = None) -> tuple[Route, ...]:
    """Return the routes of all destinations but the named one."""
    return tuple(_route(one) for one in settings.destinations if one.name != without)


def _route(destination: Destination) -> Route:
    inboxes = tuple(path_text(Path(given)) for given in destination.inboxes)
    return Route(destination.name, destination.min_severity, destination.rules, inboxes)
