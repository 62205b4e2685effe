"""The flow of the digest: each morning, for the destinations that want one."""

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow
from prefect.logging import get_run_logger

from alerts.digest import digest_destinations, digest_message, enqueue_digest, last_digest
from flows.api.artifacts import timed
from flows.api.notify_schedule import send_alerts
from settings.load import load_settings
from warehouse.errors import UsageError


@flow(name="digest", flow_run_name=timed("digest"), persist_result=False, validate_parameters=True)
def digest(home: str | None = None, settings_file: str | None = None) -> list[str]:
    """Send the digest to the destinations with digest = true; those that get it. What fails waits for ``notify``.

    Args:
        home: The directory of the warehouse's files; the settings' home if not given.
        settings_file: A wirehouse.toml; the one in the working directory if not given.

    """
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
    send_alerts(settings, logger.warning)
    return given
