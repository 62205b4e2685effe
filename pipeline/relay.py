"""Handing over what a run found wrong, or no longer wrong: from the outbox to where it waits to be sent.

The run's work is done by then, or has failed: nothing that goes wrong here is a fault of the run. It is told, and the
next run hands over what this one could not.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from pipeline.job import Job
from warehouse.connection import Connection, DatabaseError
from warehouse.incidents.incidents import Acknowledged, Policy
from warehouse.incidents.outbox import Deliveries, hand_over, is_waiting

_logger = logging.getLogger("wirehouse")
_Answer = TypeVar("_Answer")


def policy_of(job: Job) -> Policy:
    """The job's policy, which asks the deliveries for what somebody knows of."""
    return replace(job.alerting.policy, acknowledged=lambda: _acknowledged(job))


@contextmanager
def handing_over(job: Job, loader: Connection) -> Iterator[None]:
    """What the block leaves in the outbox is handed over, however it ends."""
    try:
        yield
    finally:
        if not job.dry_run and _is_waiting(loader):
            hand_over_changes(job, loader)


def hand_over_changes(job: Job, loader: Connection, *, completed: bool = False) -> int:
    """Hand over what waits; how many changes of incidents that were. Nothing is raised.

    A ``completed`` run ends what no run could write about its inbox.
    """
    now, routes = job.clock(), job.alerting.routes
    failed = ("run_failed", job.run.inbox, now)

    def hand(deliveries: Deliveries) -> int:
        if completed:
            deliveries.resolve_system_incident(*failed, routes=routes)
        handed = hand_over(loader, deliveries, routes, now)
        if completed:
            deliveries.resolve_lost_incident(*failed, routes=routes)
        return handed

    return _with_deliveries(job, hand, 0, "what it found cannot be handed over to be sent")


def is_told(job: Job) -> bool:
    """Whether it is told already, as a trouble, that runs of the inbox fail: one incident is enough."""
    wanted = ("run_failed", job.run.inbox, "open")

    def ask(deliveries: Deliveries) -> bool:
        return any((row["rule"], row["inbox"], row["state"]) == wanted for row in deliveries.system_incidents())

    return _with_deliveries(job, ask, otherwise=False, failing="what was told cannot be read")


def _acknowledged(job: Job) -> Acknowledged | None:
    return _with_deliveries(
        job, lambda deliveries: deliveries.acknowledged(job.clock()), None, "who knows of what cannot be read"
    )


def _with_deliveries(job: Job, ask: Callable[[Deliveries], _Answer], otherwise: _Answer, failing: str) -> _Answer:
    """The answer of the deliveries; ``otherwise`` without any, for a dry run, and if they fail, which is logged."""
    if job.dry_run or job.alerting.open_queue is None:
        return otherwise
    try:
        with job.alerting.open_queue() as deliveries:
            return ask(deliveries)
    except Exception as error:  # noqa: BLE001  of whatever kind: it is no fault of the run
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        _logger.warning("%s (%s); the next run makes up for it", failing, told)
        return otherwise


def _is_waiting(loader: Connection) -> bool:
    try:
        return is_waiting(loader)
    except DatabaseError:  # after a full disk the database is dead
        return False
