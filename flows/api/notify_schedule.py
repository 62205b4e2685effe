"""The schedule of the deployment ``notify``: active while alerts are queued. A paused deployment stays paused."""

import sys
from contextlib import suppress
from datetime import timedelta
from typing import Any

from httpx import HTTPError
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName, DeploymentFilterTags
from prefect.client.schemas.objects import DeploymentSchedule
from prefect.exceptions import PrefectException

from alerts.dispatch import tell
from alerts.sender import OFTEN, SELDOM, pace_of
from flows.api.names import NOTIFY, TAGS
from pipeline.job import utc_now
from settings.load import Settings
from warehouse.errors import WarehouseError


def notify_destinations(settings: Settings) -> None:
    """Send the alerts that are due, unless the run was interrupted; ``notify`` sends those that stay queued."""
    if settings.destinations and not isinstance(sys.exception(), KeyboardInterrupt):
        tell(settings)
        with suppress(WarehouseError):
            if interval := pace_of(settings, utc_now()):
                set_notify_interval(interval)


def set_notify_interval(interval: timedelta | None) -> None:
    """Set the interval of ``notify``; None switches its schedule off. Does nothing if the API does not answer."""
    ours = DeploymentFilter(name=DeploymentFilterName(any_=[NOTIFY]), tags=DeploymentFilterTags(all_=list(TAGS)))
    with suppress(PrefectException, HTTPError), get_client(sync_client=True) as client:
        for deployment in client.read_deployments(deployment_filter=ours):
            for schedule in deployment.schedules:
                if change := schedule_changes(schedule, interval):
                    client.update_deployment_schedule(deployment.id, schedule.id, **change)


def schedule_changes(schedule: DeploymentSchedule, interval: timedelta | None) -> dict[str, Any]:
    """Return the changes to a schedule; an interval that was set by hand stays."""
    change: dict[str, Any] = {}
    if schedule.active != (interval is not None):
        change["active"] = interval is not None
    before = getattr(schedule.schedule, "interval", None)
    if interval and before in {OFTEN, SELDOM} - {interval}:
        change["schedule"] = schedule.schedule.model_copy(update={"interval": interval})
    return change
