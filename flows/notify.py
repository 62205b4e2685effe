"""The notify flow: send queued alerts, for as long as there are any."""

from pathlib import Path

from prefect import flow
from prefect.logging import get_run_logger

from alerts.dispatch import line_of_outcome, tell
from alerts.sender import pace_of
from flows.api.artifacts import run_name_for
from flows.api.log import log_to_runs
from flows.api.notify_schedule import set_notify_interval
from pipeline.job import utc_now
from settings.load import load_settings

_WITHIN = 45.0
"""Seconds after which no message is begun: the next run is due soon."""


@flow(name="notify", flow_run_name=run_name_for("notify"), retries=0, persist_result=False, validate_parameters=True)
def notify(home: str | None = None, settings_file: str | None = None) -> list[str]:
    """Send the queued alerts. Those that fail stay queued for the next run, and do not fail this one.

    Args:
        home: The directory of the warehouse's files; the settings' home if not given.
        settings_file: A wirehouse.toml; the one in the working directory if not given.

    """
    logger = get_run_logger()
    log_to_runs()
    settings = load_settings(Path(settings_file) if settings_file else None, {"home": home})
    outcomes = tell(settings, seconds=_WITHIN)
    lines = [line_of_outcome(outcome) for outcome in outcomes if outcome.sent]
    for line in lines:
        logger.info(line)
    set_notify_interval(pace_of(settings, utc_now()))
    return lines
