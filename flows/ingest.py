"""The ingest flow: the steps of ``pipeline.run`` as Prefect tasks, and what Prefect shows of a run."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from httpx import HTTPError
from prefect import Task, flow
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import PrefectException
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.utilities.timeout import timeout

from alerts.failures import failures_reported
from flows.api.artifacts import log_receipt, run_name, show_progress, show_receipt
from flows.api.events import announce_failure, announce_receipt
from flows.api.notify_schedule import send_alerts
from flows.api.stale_runs import label_own, mark_crashed
from pipeline.inboxes import make_round
from pipeline.job import Job, prepare_job
from pipeline.receipt import Receipt
from pipeline.run import ingest_inbox
from settings.inboxes import path_text
from settings.load import Settings, load_settings
from warehouse.errors import RunError, WarehouseError
from warehouse.home import published
from warehouse.runs.changes import Effects, read_effects


@flow(name="ingest", flow_run_name=run_name, persist_result=False, validate_parameters=True)
def ingest(inbox: str | None = None, home: str | None = None, settings_file: str | None = None) -> list[Receipt]:
    """Bring the warehouse up to what lies in the inbox.

    Args:
        inbox: The directory that the crawlers write into, or the name of an [[inbox]] of the settings. Left empty,
            every inbox that the settings name is brought in, one run each.
        home: The directory of the warehouse's files; the settings' home if not given.
        settings_file: A wirehouse.toml; the one in the working directory if not given.

    """
    file = Path(settings_file) if settings_file else None
    settings = load_settings(file, {"inbox": inbox, "home": home})
    if not settings.inboxes:
        return [_ingest_one(settings)]
    outcomes = list(make_round(settings, lambda chosen: _run_apart(chosen, home, settings_file)))
    if failed := [f"{outcome.settings.inbox}: {outcome.error}" for outcome in outcomes if outcome.error]:
        raise RunError("; ".join(failed))
    return [outcome.receipt for outcome in outcomes if outcome.receipt]


def _run_apart(settings: Settings, home: str | None, settings_file: str | None) -> Receipt:
    """One of several inboxes as a run of its own below this one, which is the one that is tried again."""
    (receipt,) = ingest.with_options(retries=0)(str(settings.inbox), home, settings_file)
    return receipt


def _ingest_one(settings: Settings) -> Receipt:
    logger = get_run_logger()
    label_own(UUID(flow_run.id))
    for name in mark_crashed(ingest.name):
        logger.warning("the run %r had crashed; this one finishes its work", name)
    try:
        job = replace(_linked(prepare_job(settings, on_progress=show_progress(settings.inbox))), say=logger.warning)
        with failures_reported(settings), timeout(settings.run_timeout):
            receipt = ingest_inbox(job, step=as_task)
    except Exception as error:
        announce_failure(path_text(settings.inbox), error)
        raise
    finally:
        if not isinstance(sys.exception(), KeyboardInterrupt):
            send_alerts(settings, logger.warning)
    _tell(receipt, settings)
    return receipt


def _linked(job: Job) -> Job:
    """The job with the address of this run's page, for what it tells."""
    policy = replace(job.alerting.policy, link=flow_run.ui_url)
    return replace(job, alerting=replace(job.alerting, policy=policy))


def _tell(receipt: Receipt, settings: Settings) -> None:
    """Show the run in Prefect. Its work is done: if that fails, the run does not."""
    try:
        effects = _effects(receipt, settings)
        log_receipt(receipt, effects)
        show_receipt(receipt, effects, settings.home)
        announce_receipt(receipt, effects)
    except (PrefectException, HTTPError) as error:
        get_run_logger().warning("the run cannot be shown in full: %s", type(error).__name__)


def _effects(receipt: Receipt, settings: Settings) -> Effects:
    """What the run changed, from the readers' copy; nothing while that cannot be read."""
    try:
        with published(settings.home) as connection:
            return read_effects(connection, receipt.run["run_id"])
    except WarehouseError:
        return Effects([], [])


def as_task(name: str, call: Callable[[], Any]) -> Any:
    """Call a step as a Prefect task. Neither its arguments nor its result are stored: they are whole batches."""
    return Task(fn=call, name=name, cache_policy=NO_CACHE, persist_result=False)()


def run_flow(inbox: str | None, home: str | None, settings_file: str | None) -> Receipt:
    """Run the flow in this process, for one inbox; without its heartbeat, whose thread would cost a second."""
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        (receipt,) = ingest(inbox=inbox, home=home, settings_file=settings_file)
        return receipt
