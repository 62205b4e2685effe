"""The schedule of the deployment ``notify``: active while something waits. A pause of the deployment stays a pause."""

from collections.abc import Callable
from contextlib import suppress

from httpx import HTTPError
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName, DeploymentFilterTags
from prefect.exceptions import PrefectException

from flows.deployments import NOTIFY, TAGS
from flows.posting import anything_waits
from flows.settings import Settings
from flows.telling import tell
from warehouse.errors import WarehouseError


def send_alerts(settings: Settings, report: Callable[[str], None]) -> None:
    """Send what is due from a flow, also after a failure; what waits still is for ``notify``."""
    if settings.destinations:
        tell(settings, report)
        with suppress(WarehouseError):
            if anything_waits(settings):
                switch_notify(active=True)


def switch_notify(*, active: bool) -> None:
    """Have ``notify`` run on its schedule, or not. If the API does not answer, nothing happens."""
    ours = DeploymentFilter(name=DeploymentFilterName(any_=[NOTIFY]), tags=DeploymentFilterTags(all_=list(TAGS)))
    with suppress(PrefectException, HTTPError), get_client(sync_client=True) as client:
        for deployment in client.read_deployments(deployment_filter=ours):
            for schedule in deployment.schedules:
                if schedule.active != active:
                    client.update_deployment_schedule(deployment.id, schedule.id, active=active)
