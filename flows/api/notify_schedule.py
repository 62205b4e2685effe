"""The schedule of the deployment ``notify``: active while something waits. A pause of the deployment stays a pause."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from httpx import HTTPError
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName, DeploymentFilterTags
from prefect.client.schemas.objects import DeploymentSchedule
from prefect.exceptions import PrefectException

from alerts.dispatch import send_pending
from alerts.pacing import OFTEN, SELDOM, send_interval
from flows.deployments import NOTIFY, TAGS
from pipeline.job import utc_now
from settings.load import Settings
from warehouse.errors import WarehouseError


def send_alerts(settings: Settings, report: Callable[[str], None]) -> None:
    """Send what is due from a flow, also after a failure; what waits still is for ``notify``."""
    if settings.destinations:
        send_pending(settings, report)
        with suppress(WarehouseError):
            if pace := send_interval(settings, utc_now()):
                switch_notify(pace)


def switch_notify(pace: timedelta | None) -> None:
    """Have ``notify`` run so often on its schedule, or not. If the API does not answer, nothing happens."""
    ours = DeploymentFilter(name=DeploymentFilterName(any_=[NOTIFY]), tags=DeploymentFilterTags(all_=list(TAGS)))
    with suppress(PrefectException, HTTPError), get_client(sync_client=True) as client:
        for deployment in client.read_deployments(deployment_filter=ours):
            for schedule in deployment.schedules:
                if change := change_of(schedule, pace):
                    client.update_deployment_schedule(deployment.id, schedule.id, **change)


def change_of(schedule: DeploymentSchedule, pace: timedelta | None) -> dict[str, Any]:
    """What must become of a schedule; an interval that is none of ours was set by hand, and stays."""
    change: dict[str, Any] = {}
    if schedule.active != (pace is not None):
        change["active"] = pace is not None
    interval = getattr(schedule.schedule, "interval", None)
    if pace and interval in {OFTEN, SELDOM} - {pace}:
        change["schedule"] = schedule.schedule.model_copy(update={"interval": pace})
    return change
