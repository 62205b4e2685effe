"""How a watcher makes its runs: plainly, or as Prefect flows in its own process while the API answers.

The load does not depend on the API: while that is away runs go on plainly. It is told, and its end too.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from flows.errors import FlowError
from flows.job import prepare_job
from flows.pipeline import ingest_inbox
from flows.prefect_setup import answers, api_url, page_of, settle_prefect
from flows.receipt import Receipt
from flows.settings import Settings
from warehouse.errors import DatabaseError, WarehouseError

_LOCK_PATIENCE = 5.0
"""Seconds to wait for another run: we come again anyway, and should hear of a SIGTERM."""
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
    url = api_url()
    if not (bool(url) if asked is None else asked):
        return Chosen(run_plainly, "")
    as_flow = _flow_run(home, settings_file)
    if url is None:
        return Chosen(as_flow, " with Prefect flows on a temporary server")
    return Chosen(_while_answered(url, as_flow, report), f" with Prefect flows on {page_of(url)}")


def run_plainly(settings: Settings) -> Receipt:
    """One run without Prefect."""
    return ingest_inbox(prepare_job(settings))


def _flow_run(home: Path | None, settings_file: Path | None) -> _Run:
    def run(settings: Settings) -> Receipt:
        prepare_job(settings)  # a missing inbox is told in a sentence; Prefect would tell it with a traceback
        settle_prefect(settings.home)
        from flows.ingest import run_flow

        return run_flow(*(str(path) if path else None for path in (settings.inbox, home, settings_file)))

    return run


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
        except (FlowError, WarehouseError, DatabaseError, OSError, MemoryError):
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
