"""The digest flow: each morning, for the destinations with digest = true."""

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow
from prefect.logging import get_run_logger

from alerts.digest import digest_destinations, digest_message, enqueue_digest, last_digest
from flows.api.artifacts import run_name_for
from flows.api.log import log_to_runs
from flows.api.notify_schedule import notify_destinations
from settings.load import load_settings
from warehouse.errors import UsageError


@flow(name="digest", flow_run_name=run_name_for("digest"), persist_result=False, validate_parameters=True)
def digest(home: str | None = None, settings_file: str | None = None) -> list[str]:
    """Send the digest to the destinations with digest = true; return those that get it. ``notify`` retries.

    Args:
        home: The directory of the warehouse's files; the settings' home if not given.
        settings_file: A wirehouse.toml; the one in the working directory if not given.

    """
    log_to_runs()
    settings = load_settings(Path(settings_file) if settings_file else None, {"home": home})
    logger = get_run_logger()
    try:
        wanted = digest_destinations(settings)
    except UsageError as error:
        logger.info("%s", error)
        return []
    now = datetime.now(UTC)
    message = digest_message(settings, last_digest(settings.home, now), now)
    given = enqueue_digest(settings, wanted, message, now)
    logger.info("the digest is for %s", ", ".join(given) or "nobody: all have had the one of today")
    notify_destinations(settings)
    return given
