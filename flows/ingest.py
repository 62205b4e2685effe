"""The ingest flow: the steps of ``flows.pipeline`` as Prefect tasks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect import Task, flow
from prefect.cache_policies import NO_CACHE
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.job import prepare_job
from flows.pipeline import ingest_inbox
from flows.receipt import Receipt
from flows.settings import load_settings


@flow(name="ingest", flow_run_name="ingest-{inbox}", persist_result=False, validate_parameters=True)
def ingest(inbox: str | None = None, home: str | None = None, settings_file: str | None = None) -> Receipt:
    """Bring the warehouse up to what lies in the inbox.

    Args:
        inbox: The directory that the crawlers write into; the settings' inbox if not given.
        home: The directory of the warehouse's files; the settings' home if not given.
        settings_file: A wirehouse.toml; the one in the working directory if not given.

    """
    file = Path(settings_file) if settings_file else None
    settings = load_settings(file, {"inbox": inbox, "home": home})
    return ingest_inbox(prepare_job(settings), step=as_task)


def as_task(name: str, call: Callable[[], Any]) -> Any:
    """Call a step as a Prefect task. Neither its arguments nor its result are stored: they are whole batches."""
    return Task(fn=call, name=name, cache_policy=NO_CACHE, persist_result=False)()


def run_flow(inbox: str | None, home: str | None, settings_file: str | None) -> Receipt:
    """Run the flow in this process; without its heartbeat, whose thread would cost a second at the end."""
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return ingest(inbox=inbox, home=home, settings_file=settings_file)
