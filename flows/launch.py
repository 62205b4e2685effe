"""The two ways to make a run: plainly, or as a Prefect flow in this process; and how a watcher chooses.

What a watcher loads does not depend on the API: while that is away runs go on plainly. It is told, and its end too.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from alerts.failures import failures_reported
from pipeline.job import no_progress, prepare_job
from pipeline.receipt import Receipt
from pipeline.run import ingest_inbox
from settings.load import Settings
from settings.prefect import answers, api_url, page_of, settle_prefect
from warehouse.connection import DatabaseError
from warehouse.errors import WarehouseError

_API_PATIENCE = 2.0
"""Seconds in which the API has to answer."""

_Run = Callable[[Settings], Receipt]


class Chosen(NamedTuple):
    """A way to make runs, and how it is told."""

    run: _Run
    told: str


def choose_run(
    asked: bool | None,  # noqa: FBT001  the option's value
    home: Path | None,
    settings_file: Path | None,
    report: Callable[[str], None],
) -> Chosen:
    """Prefect flows if they are asked for, or an API is configured and nothing was asked; else plain runs."""
    if not wants_prefect(asked):
        return Chosen(run_plainly, "")
    url = api_url()

    def as_flow(settings: Settings) -> Receipt:
        return run_as_flow(settings, home, settings_file)

    if url is None:
        return Chosen(as_flow, " with Prefect flows on a temporary server")
    return Chosen(_while_answered(url, as_flow, report), f" with Prefect flows on {page_of(url)}")


def wants_prefect(asked: bool | None) -> bool:  # noqa: FBT001  the option's value
    """Whether to make flows: as asked, else if an API is configured."""
    return bool(api_url()) if asked is None else asked


def run_plainly(
    settings: Settings, *, dry_run: bool = False, on_progress: Callable[[int, int], None] = no_progress
) -> Receipt:
    """One run without Prefect."""
    job = prepare_job(settings, dry_run=dry_run, on_progress=on_progress)
    if dry_run:
        return ingest_inbox(job)
    with failures_reported(settings):
        return ingest_inbox(job)


def run_as_flow(
    settings: Settings, home: Path | None, settings_file: Path | None, begin: Callable[[], None] = lambda: None
) -> Receipt:
    """One run as a flow, which reads its settings anew from ``home`` and ``settings_file`` as they were given.

    ``begin`` is called once nothing is wrong with the settings. Raises what the run raises, and what Prefect does.
    """
    prepare_job(settings)  # a mistake is told here in a sentence; Prefect would tell it with a traceback
    settle_prefect(settings.home)
    begin()
    from flows.ingest import run_flow

    return run_flow(*(str(path) if path else None for path in (settings.inbox, home, settings_file)))


def _while_answered(url: str, as_flow: _Run, report: Callable[[str], None]) -> _Run:
    """A flow while the API answers, else a plain run."""
    away = False

    def run(settings: Settings) -> Receipt:
        nonlocal away
        before, away = away, not answers(url, _API_PATIENCE)
        if before != away:
            report(_told(url, away=away))
        if away:
            return run_plainly(settings)
        try:
            return as_flow(settings)
        except (WarehouseError, DatabaseError, OSError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001  Prefect's own, of whatever kind: the load goes on without it
            away = True
            report(f"{_told(url, away=True)} ({type(error).__name__})")
            return run_plainly(settings)

    return run


def _told(url: str, *, away: bool) -> str:
    if away:
        return f"the Prefect API at {page_of(url)} does not answer: runs go on without it"
    return f"the Prefect API at {page_of(url)} answers again"
