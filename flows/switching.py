"""The schedule of the deployment ``notify``: active while something waits. A pause of the deployment stays a pause."""

from contextlib import suppress

from httpx import HTTPError
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName, DeploymentFilterTags
from prefect.exceptions import PrefectException

from flows.deployments import NOTIFY, TAGS


def switch_notify(*, active: bool) -> None:
    """Have ``notify`` run on its schedule, or not. If the API does not answer, nothing happens."""
    ours = DeploymentFilter(name=DeploymentFilterName(any_=[NOTIFY]), tags=DeploymentFilterTags(all_=list(TAGS)))
    with suppress(PrefectException, HTTPError), get_client(sync_client=True) as client:
        for deployment in client.read_deployments(deployment_filter=ours):
            for schedule in deployment.schedules:
                if schedule.active != active:
                    client.update_deployment_schedule(deployment.id, schedule.id, active=active)
