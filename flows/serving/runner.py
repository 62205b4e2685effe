"""The process of ``serve`` that registers the deployments and runs what is due: ``python -m flows.serving.runner``.

Its argument is JSON: ``common``, the parameters of every deployment (home, settings_file), and ``alone``, whether
nobody else works with the server.
"""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.runner import Runner
from prefect.schedules import Cron, Interval
from prefect.types import DateTime
from prefect.types.entrypoint import EntrypointType
from pydantic import ValidationError

from flows.api.names import TAGS
from flows.api.stale_runs import mark_crashed, mark_unstarted
from flows.deployments import Deployment, define_deployments
from settings.load import load_settings
from warehouse.errors import UsageError, WarehouseError


def main(argument: str) -> None:
    """Register and serve until a signal comes."""
    told = json.loads(argument)
    common: dict[str, str] = told["common"]
    file = common.get("settings_file")
    settings = load_settings(Path(file) if file else None, {"home": common.get("home")})
    definitions = define_deployments(settings, common)
    deployments = [as_served(definition) for definition in definitions]
    _clear_away([definition.name for definition in definitions], {d.flow_name for d in deployments}, told["alone"])
    # Not paused at the end: who starts serve again wants its schedules, but a pause set by hand must last.
    runner = _Runner(pause_on_shutdown=False)
    for deployment in deployments:
        runner.add_deployment(deployment)
    for definition in definitions:
        _echo(f"Deployment {definition.name}: {_when(definition)}")
    with suppress(KeyboardInterrupt):
        asyncio.run(runner.start())


def _echo(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class _Runner(Runner):
    """Prefect's, but SIGTERM ends it as Ctrl-C does: its own way forgets to await its end."""

    def handle_sigterm(self, *_: Any) -> None:
        """Cancel what the event loop is at."""
        os.kill(os.getpid(), signal.SIGINT)


def as_served(definition: Deployment) -> RunnerDeployment:
    """The deployment as Prefect's runner takes it. Raises UsageError for a cron line that Prefect cannot read."""
    flow: Flow[Any, Any] = load_flow_from_entrypoint(definition.entrypoint)
    strategy = ConcurrencyLimitStrategy(definition.collision)
    return RunnerDeployment.from_flow(
        flow,
        definition.name,
        description=definition.description,
        tags=list(TAGS),
        parameters=definition.parameters,
        schedule=_schedule(definition.schedule),
        concurrency_limit=ConcurrencyLimitConfig(limit=definition.concurrency, collision_strategy=strategy),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _schedule(schedule: dict[str, Any] | None) -> Any:
    if schedule is None:
        return None
    schedule = dict(schedule)
    active = schedule.pop("active", True)
    try:
        if "cron" in schedule:
            CronSchedule(**schedule)
            return Cron(schedule["cron"], schedule["timezone"], active=active)
        IntervalSchedule(**schedule)
    except ValidationError as error:
        msg = f"schedule = {schedule.get('cron')!r}: {error.errors()[0]['msg']}"
        raise UsageError(msg) from error
    anchor = datetime.fromisoformat(schedule["anchor_date"])
    return Interval(schedule["interval"], anchor_date=anchor, timezone=schedule["timezone"], active=active)


def _when(definition: Deployment) -> str:
    schedule = definition.schedule or {}
    if "cron" in schedule:
        return f"{schedule['cron']} ({schedule['timezone']})"
    when = "" if schedule.get("active", True) else " while something waits"
    return f"every {schedule['interval']} s{when}" if schedule else "no schedule"


def _clear_away(names: list[str], flows: set[str | None], alone: bool) -> None:  # noqa: FBT001  called once
    """Tidy up after a serve that was killed: its runs would keep their places, and no schedule would fire."""
    for flow in filter(None, flows):
        mark_crashed(flow)
        if alone:
            mark_unstarted(flow)
    if alone:
        _forget_former(names)
    _forget_missed(names)


def _forget_former(names: list[str]) -> None:
    """Delete the deployments that we registered and that the settings no longer have: nobody would run them."""
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=list(TAGS)))
    with get_client(sync_client=True) as client:
        for deployment in client.read_deployments(deployment_filter=ours, limit=200):
            if deployment.name not in names:
                client.delete_deployment(deployment.id)


def _forget_missed(names: list[str]) -> None:
    """Delete the runs that were due while nobody served: the next one does their work, and all would start at once."""
    due = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime(before_=DateTime.now(UTC)),
    )
    ours = DeploymentFilter(name=DeploymentFilterName(any_=names))
    with get_client(sync_client=True) as client:
        while missed := client.read_flow_runs(deployment_filter=ours, flow_run_filter=due, limit=200):
            missed = [run for run in missed if run.auto_scheduled]
            for run in missed:
                client.delete_flow_run(run.id)
            if not missed:
                return


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except WarehouseError as error:
        _echo(f"wirehouse: {error}")  # stderr is a log file
        sys.exit(error.exit_code)
