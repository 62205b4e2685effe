"""The deployments, defined once: ``serve`` registers them, and ``prefect.yaml`` is written from them.

A further flow of ours that runs once for the whole home is a further entry of ``_ONCE``.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import yaml

from alerts.pacing import OFTEN
from flows.api.names import NOTIFY, TAGS, slug
from settings.inboxes import Inbox
from settings.model import Settings
from settings.units import check_timezone, read_schedule

WORK_POOL = "wirehouse"
_ANCHOR = datetime(2026, 1, 1, tzinfo=UTC)
_HEAD = """\
# Deployments for `prefect deploy --all`, made from flows/deployments.py (make docs).
# For settings of your own, with several inboxes too: wirehouse serve --yaml > prefect.yaml
"""


class Deployment(NamedTuple):
    """One deployment: a flow by its module path, with parameters and a schedule.

    ``schedule`` has the keys of Prefect's (interval in seconds and anchor_date, or cron; timezone; active), None for
    none.
    ``environment`` is for the process of a run: what Prefect takes from there only.
    """

    name: str
    entrypoint: str
    description: str
    parameters: dict[str, Any]
    schedule: dict[str, Any] | None
    concurrency: int
    collision: str
    environment: dict[str, str]


class _Flow(NamedTuple):
    """A flow that runs once for the whole home, on the schedule of a setting, if the settings want it."""

    name: str
    entrypoint: str
    description: str
    schedule: str
    wanted: Callable[[Settings], bool]


_ONCE = (
    _Flow(
        "verify",
        "flows.verify.verify",
        "Checks that inboxes, ledger, tables, originals and the readers' copy agree.",
        "verify_schedule",
        lambda _: True,
    ),
    _Flow(
        "digest",
        "flows.digest.digest",
        "Tells what was loaded and withheld, and what is wrong, to the destinations with digest = true.",
        "digest_schedule",
        lambda settings: any(destination.digest for destination in settings.destinations),
    ),
)


def define_deployments(settings: Settings, common: dict[str, str] | None = None) -> list[Deployment]:
    """The deployments under the settings: one ``ingest`` for each inbox, each of the others that is wanted once.

    ``notify`` if there are destinations, ``digest`` if one of them wants it. ``common`` are parameters of all.
    Raises UsageError.
    """
    check_timezone(settings.timezone)
    inboxes = settings.inboxes or (None,)
    names = _distinct("ingest" if inbox is None else f"ingest-{slug(inbox.label)}" for inbox in inboxes)
    ingests = [
        _ingest(settings, inbox, name, common or {}, at / len(inboxes))
        for at, (inbox, name) in enumerate(zip(inboxes, names, strict=True))
    ]
    flows = [_once(settings, flow, common or {}) for flow in _ONCE if flow.wanted(settings)]
    return [*ingests, *flows, *([_notify(settings, common or {})] if settings.destinations else [])]


def _distinct(names: Iterable[str]) -> list[str]:
    """The names, with a number where one has been before."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return found


def render_yaml(deployments: list[Deployment]) -> str:
    """The deployments as the text of a ``prefect.yaml``, for a work pool of processes."""
    facts = {"name": "wirehouse", "deployments": [_as_yaml(deployment) for deployment in deployments]}
    return _HEAD + str(yaml.safe_dump(facts, width=110, sort_keys=False))


def run_environment(settings: Settings) -> dict[str, str]:
    """How often a failed run is tried again, as Prefect reads it."""
    return {
        "PREFECT_FLOWS_DEFAULT_RETRIES": str(settings.retries),
        "PREFECT_FLOWS_DEFAULT_RETRY_DELAY_SECONDS": str(settings.retry_delay),
    }


def _ingest(settings: Settings, inbox: Inbox | None, name: str, common: dict[str, str], share: float) -> Deployment:
    """One inbox's reconciliation; ``share`` of the interval keeps it from starting with the others."""
    return Deployment(
        name=name,
        entrypoint="flows.ingest.ingest",
        description="Brings the warehouse up to what lies in the inbox, whatever the watcher has missed.",
        parameters=common | ({"inbox": inbox.name or str(inbox.path)} if inbox else {}),
        schedule=_schedule((inbox and inbox.schedule) or settings.schedule, settings.timezone, share),
        concurrency=settings.concurrency,
        collision=settings.collision.upper(),
        environment=run_environment(settings),
    )


def _once(settings: Settings, flow: _Flow, common: dict[str, str]) -> Deployment:
    """A flow that runs for the whole home."""
    return Deployment(
        name=flow.name,
        entrypoint=flow.entrypoint,
        description=flow.description,
        parameters=dict(common),
        schedule=_schedule(getattr(settings, flow.schedule), settings.timezone, 0),
        concurrency=1,
        collision="CANCEL_NEW",
        environment=run_environment(settings),
    )


def _notify(settings: Settings, common: dict[str, str]) -> Deployment:
    """What sends alerts again; its schedule is switched on by whoever sees that something waits."""
    interval = {
        "interval": int(OFTEN.total_seconds()),
        "anchor_date": _ANCHOR.isoformat(),
        "timezone": settings.timezone,
    }
    return Deployment(
        name=NOTIFY,
        entrypoint="flows.notify.notify",
        description="Sends the alerts that wait; on its schedule while any do.",
        parameters=common,
        schedule={**interval, "active": False},
        concurrency=1,
        collision="CANCEL_NEW",
        environment={},
    )


def _schedule(text: str, timezone: str, share: float) -> dict[str, Any] | None:
    when = read_schedule(text)
    if isinstance(when, timedelta):
        anchor = (_ANCHOR + when * share).isoformat()
        return {"interval": int(when.total_seconds()), "anchor_date": anchor, "timezone": timezone}
    return {"cron": when, "timezone": timezone} if when else None


def _as_yaml(deployment: Deployment) -> dict[str, Any]:
    return {
        "name": deployment.name,
        "entrypoint": deployment.entrypoint,
        "description": deployment.description,
        "tags": list(TAGS),
        "parameters": deployment.parameters,
        "schedules": [deployment.schedule] if deployment.schedule else [],
        "concurrency_limit": {"limit": deployment.concurrency, "collision_strategy": deployment.collision},
        "work_pool": {"name": WORK_POOL, "job_variables": {"env": deployment.environment}},
    }
