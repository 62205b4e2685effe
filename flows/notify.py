"""The notify flow: sends the alerts that wait, for as long as any do."""

from pathlib import Path

from prefect import flow
from prefect.logging import get_run_logger

from alerts.dispatch import line_of_outcome, tell
from alerts.sender import pace_of
from flows.api.artifacts import timed
from flows.api.notify_schedule import switch_notify
from pipeline.job import utc_now
from settings.load import load_settings

_WITHIN = 45.0
"""Seconds after which no message is begun: the next run is due soon."""


@flow(name="notify", flow_run_name=timed("notify"), retries=0, persist_result=False, validate_parameters=True)
def notify(home: str | None = None, settings_file: str | None = None) -> list[str]:
    """Send the alerts that wait. What fails waits for the next run, and is no failure of this one.

    Args:
        home: The directory of the warehouse's files; the settings' home if not given.
        settings_file: A wirehouse.toml; the one in the working directory if not given.

    """
    logger = get_run_logger()
    settings = load_settings(Path(settings_file) if settings_file else None, {"home": home})
    outcomes = tell(settings, logger.warning, seconds=_WITHIN)
    lines = [line_of_outcome(outcome) for outcome in outcomes if outcome.sent]
    for line in lines:
        logger.info(line)
    switch_notify(pace_of(settings, utc_now()))
    return lines
