"""Two ways to make a run: plainly, or as a Prefect flow in this process; and how a watcher chooses.

A watcher loads without the API too: while it does not answer, runs are plain. That is logged once, and its end too.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from alerts.failures import failures_reported
from pipeline.job import no_progress, prepare_job
from pipeline.receipt import Receipt
from pipeline.run import ingest_inbox
from settings.model import Settings
from settings.prefect import api_url, is_reachable, set_prefect_defaults, ui_url
from warehouse.errors import WarehouseError

_logger = logging.getLogger("wirehouse")
_API_PATIENCE = 2.0
"""Seconds in which the API has to answer."""

_Run = Callable[[Settings], Receipt]


class Runner(NamedTuple):
    """A way to make runs, and its description for the log."""

    run: _Run
    description: str


def choose_runner(
    asked: bool | None,  # noqa: FBT001  the option's value
    home: Path | None,
    settings_file: Path | None,
) -> Runner:
    """Choose flows if ``asked``, or if an API is configured and ``asked`` is None; else plain runs."""
    if not wants_prefect(asked):
        return Runner(run_plainly, "")
    url = api_url()

    def as_flow(settings: Settings) -> Receipt:
        return run_as_flow(settings, home, settings_file)

    if url is None:
        return Runner(as_flow, " with Prefect flows on a temporary server")
    return Runner(_while_answered(url, as_flow), f" with Prefect flows on {ui_url(url)}")


def wants_prefect(asked: bool | None) -> bool:  # noqa: FBT001  the option's value
    """Whether runs are flows: as ``asked``; if that is None, if an API is configured."""
    return bool(api_url()) if asked is None else asked


def run_plainly(
    settings: Settings, *, dry_run: bool = False, on_progress: Callable[[int, int], None] = no_progress
) -> Receipt:
    """Run once without Prefect."""
    job = prepare_job(settings, dry_run=dry_run, on_progress=on_progress)
    if dry_run:
        return ingest_inbox(job)
    with failures_reported(settings):
        return ingest_inbox(job)


def run_as_flow(
    settings: Settings, home: Path | None, settings_file: Path | None, begin: Callable[[], None] = lambda: None
) -> Receipt:
    """Run once as a flow, which reads its settings again from ``home`` and ``settings_file`` as they were given.

    ``begin`` is called when the settings were found valid. Raises what the run raises, and what Prefect does.
    """
    prepare_job(settings)  # reports invalid settings in a sentence; Prefect would add a traceback
    set_prefect_defaults(settings.home)
    begin()
    from flows.ingest import run_flow

    return run_flow(*(str(path) if path else None for path in (settings.inbox, home, settings_file)))


def _while_answered(url: str, as_flow: _Run) -> _Run:
    """Return a run that is a flow while the API answers, else plain."""
    away = False

    def run(settings: Settings) -> Receipt:
        nonlocal away
        before, away = away, not is_reachable(url, _API_PATIENCE)
        if before != away:
            _logger.log(logging.WARNING if away else logging.INFO, _api_line(url, away=away))
        if away:
            return run_plainly(settings)
        try:
            return as_flow(settings)
        except (WarehouseError, OSError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001  Prefect's own, of whatever kind: the load goes on without it
            away = True
            _logger.warning("%s (%s)", _api_line(url, away=True), type(error).__name__)
            return run_plainly(settings)

    return run


def _api_line(url: str, *, away: bool) -> str:
    if away:
        return f"the Prefect API at {ui_url(url)} does not answer: runs go on without it"
    return f"the Prefect API at {ui_url(url)} answers again"
