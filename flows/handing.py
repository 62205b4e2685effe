"""Handing over what a run found wrong, or no longer wrong: from the outbox to where it waits to be sent.

The run's work is done by then, or has failed: nothing that goes wrong here is a fault of the run. It is told, and the
next run hands over what this one could not.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flows.job import Job
from warehouse.connection import Connection
from warehouse.errors import DatabaseError
from warehouse.incidents import Acknowledged, Policy
from warehouse.outbox import hand_over, is_waiting

_logger = logging.getLogger("wirehouse")


def policy_of(job: Job) -> Policy:
    """The job's policy, which asks the deliveries for what somebody knows of."""
    return replace(job.telling.policy, acknowledged=lambda: _acknowledged(job))


@contextmanager
def handing_over(job: Job, loader: Connection) -> Iterator[None]:
    """What the block leaves in the outbox is handed over, however it ends."""
    try:
        yield
    finally:
        if not job.dry_run and _is_waiting(loader):
            tell(job, loader)


def tell(job: Job, loader: Connection, *, completed: bool = False) -> int:
    """Hand over what waits; how many changes of incidents that were. Nothing is raised.

    A ``completed`` run ends what no run could write about its inbox.
    """
    if job.dry_run or job.telling.deliveries is None:
        return 0
    now = job.clock()
    try:
        with job.telling.deliveries() as deliveries:
            if completed:
                deliveries.end_trouble("run_failed", job.run.inbox, now, routes=job.telling.routes)
            handed = hand_over(loader, deliveries, job.telling.routes, now)
            if completed:
                deliveries.end_told("run_failed", job.run.inbox, now, routes=job.telling.routes)
            return handed
    except Exception as error:  # noqa: BLE001  of whatever kind: it is no fault of the run
        _warn("what it found cannot be handed over to be sent", error)
        return 0


def is_told(job: Job) -> bool:
    """Whether it is told already, as a trouble, that runs of the inbox fail: one incident is enough."""
    if job.dry_run or job.telling.deliveries is None:
        return False
    try:
        with job.telling.deliveries() as deliveries:
            rows = deliveries.troubles()
    except Exception as error:  # noqa: BLE001  of whatever kind: it is no fault of the run
        _warn("what was told cannot be read", error)
        return False
    wanted = ("run_failed", job.run.inbox, "open")
    return any((row["rule"], row["inbox"], row["state"]) == wanted for row in rows)


def _acknowledged(job: Job) -> Acknowledged | None:
    if job.dry_run or job.telling.deliveries is None:
        return None
    try:
        with job.telling.deliveries() as deliveries:
            return deliveries.acknowledged(job.clock())
    except Exception as error:  # noqa: BLE001  of whatever kind: it is no fault of the run
        _warn("who knows of what cannot be read", error)
        return None


def _is_waiting(loader: Connection) -> bool:
    try:
        return is_waiting(loader)
    except DatabaseError:  # after a full disk the database is dead
        return False


def _warn(what: str, error: Exception) -> None:
    _logger.warning("%s (%s); the next run makes up for it", what, f"{type(error).__name__}: {error}".splitlines()[0])
