"""Relay incident changes from the outbox to the alert queue.

Errors here are logged, not raised: the run is already committed or failed. The next run retries.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TypeVar

from pipeline.job import Job
from warehouse.connection import Connection, DatabaseError
from warehouse.errors import typed_line
from warehouse.incidents.incidents import Acknowledged, Policy
from warehouse.incidents.outbox import AlertSink, has_unrelayed, relay

_logger = logging.getLogger("wirehouse")
_T = TypeVar("_T")


def policy_of(job: Job) -> Policy:
    """Return the job's policy with a lookup of acknowledgements in the alert queue."""
    return replace(job.alerting.policy, acknowledged=lambda: _acknowledged(job))


@contextmanager
def relay_on_exit(job: Job, loader: Connection) -> Iterator[None]:
    """Relay what the block leaves in the outbox, also if it raises."""
    try:
        yield
    finally:
        if not job.dry_run and _has_pending(loader):
            relay_outbox(job, loader)


def relay_outbox(job: Job, loader: Connection, *, completed: bool = False) -> int:
    """Relay pending changes to the alert queue; return their number. Nothing is raised.

    A ``completed`` run resolves the system incident ``run_failed`` of its inbox.
    """
    now, routes = job.clock(), job.alerting.routes
    failed = ("run_failed", job.run.inbox, now)

    def relay_all(queue: AlertSink) -> int:
        if completed:
            queue.resolve_system_incident(*failed, routes=routes)
        relayed = relay(loader, queue, routes, now)
        if completed:
            queue.resolve_lost_incident(*failed, routes=routes)
        return relayed

    return _with_queue(job, relay_all, 0, "alerts cannot be queued")


def is_reported(job: Job) -> bool:
    """Whether the system incident ``run_failed`` of the inbox is open: one incident is enough."""
    wanted = ("run_failed", job.run.inbox, "open")

    def ask(queue: AlertSink) -> bool:
        return any((row["rule"], row["inbox"], row["state"]) == wanted for row in queue.system_incidents())

    return _with_queue(job, ask, otherwise=False, failing="open system incidents cannot be read")


def _acknowledged(job: Job) -> Acknowledged | None:
    return _with_queue(job, lambda queue: queue.acknowledged(job.clock()), None, "acknowledgements cannot be read")


def _with_queue(job: Job, ask: Callable[[AlertSink], _T], otherwise: _T, failing: str) -> _T:
    """Ask the alert queue; return ``otherwise`` for a dry run, without a queue, and after an error, which is logged."""
    if job.dry_run or job.alerting.open_queue is None:
        return otherwise
    try:
        with job.alerting.open_queue() as queue:
            return ask(queue)
    except Exception as error:  # noqa: BLE001  of whatever kind: it is no fault of the run
        with suppress(OSError):  # the reader of our lines may be gone
            _logger.warning("%s (%s); the next run tries again", failing, typed_line(error))
        return otherwise


def _has_pending(loader: Connection) -> bool:
    try:
        return has_unrelayed(loader)
    except DatabaseError:  # after a full disk the database is dead
        return False
