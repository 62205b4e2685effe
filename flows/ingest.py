"""The ingest flow: scan, classify, read and parse, validate, load, check, publish, notify.

The steps are plain functions of ``pipeline``; here each becomes a Prefect task. What Prefect shows of a run besides
(name, progress, artifacts, events, log) is made in ``flows.api``.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect import Task, flow
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.utilities.timeout import timeout

from alerts.failures import failures_reported
from flows.api.artifacts import progress_artifact, run_name
from flows.api.events import emit_failure
from flows.api.log import log_to_runs
from flows.api.notify_schedule import notify_destinations
from flows.api.show import show_run
from flows.api.stale_runs import label_process, mark_crashed
from pipeline.each_inbox import run_inboxes
from pipeline.job import Job, prepare_job
from pipeline.receipt import Receipt
from pipeline.run import open_run
from settings.inboxes import path_text
from settings.load import load_settings
from settings.model import Settings
from warehouse.errors import RunError


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
        return [_ingest_inbox(settings)]
    results = list(run_inboxes(settings, lambda chosen: _ingest_as_subflow(chosen, home, settings_file)))
    if failed := [f"{result.settings.inbox}: {result.error}" for result in results if result.error]:
        raise RunError("; ".join(failed))
    return [result.receipt for result in results if result.receipt]


def _ingest_inbox(settings: Settings) -> Receipt:
    """Run one inbox, step by step."""
    log_to_runs()
    _mark_crashed_runs()
    try:
        job = _prepare(settings)
        with failures_reported(settings), timeout(settings.run_timeout), open_run(job, as_task) as run:
            run.scan()
            run.classify()
            for files in run.read_and_parse():
                run.load(run.validate(files))
            run.check()
            run.publish()
            receipt = run.receipt()
    except Exception as error:
        emit_failure(path_text(settings.inbox), error)
        raise
    finally:
        notify_destinations(settings)
    show_run(receipt, settings)
    return receipt


def as_task(name: str, call: Callable[[], Any]) -> Any:
    """Call a step as a Prefect task. Neither its arguments nor its result are stored: they are whole batches."""
    return Task(fn=call, name=name, cache_policy=NO_CACHE, persist_result=False)()


def _mark_crashed_runs() -> None:
    """Label this flow run with its process, and mark earlier ones whose process is gone."""
    label_process(UUID(flow_run.id))
    for name in mark_crashed(ingest.name):
        get_run_logger().warning("the run %r had crashed; this one finishes its work", name)


def _prepare(settings: Settings) -> Job:
    """Return the job of the run; its messages link to the page of this flow run."""
    job = prepare_job(settings, on_progress=progress_artifact(settings.inbox))
    policy = replace(job.alerting.policy, link=flow_run.ui_url)
    return replace(job, alerting=replace(job.alerting, policy=policy))


def _ingest_as_subflow(settings: Settings, home: str | None, settings_file: str | None) -> Receipt:
    """Run one of several inboxes as a flow run of its own below this one, which is the one that is retried."""
    (receipt,) = ingest.with_options(retries=0)(str(settings.inbox), home, settings_file)
    return receipt


def run_flow(inbox: str | None, home: str | None, settings_file: str | None) -> Receipt:
    """Run the flow in this process, for one inbox; without its heartbeat, whose thread would cost a second."""
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        (receipt,) = ingest(inbox=inbox, home=home, settings_file=settings_file)
        return receipt
