"""The notify flow: sends the alerts that wait, for as long as any do."""

from pathlib import Path

from prefect import flow
from prefect.logging import get_run_logger

from alerts.dispatch import result_line, send_pending
from alerts.pacing import send_interval
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
    outcomes = send_pending(settings, logger.warning, seconds=_WITHIN)
    lines = [result_line(outcome) for outcome in outcomes if outcome.sent]
    for line in lines:
        logger.info(line)
    switch_notify(send_interval(settings, utc_now()))
    return lines
