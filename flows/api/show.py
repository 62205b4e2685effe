"""Show a run that ended on Prefect's pages: log, artifacts and events."""

from httpx import HTTPError
from prefect.exceptions import PrefectException
from prefect.logging import get_run_logger

from flows.api.artifacts import create_artifacts, log_receipt
from flows.api.events import emit_receipt
from pipeline.receipt import Receipt
from settings.model import Settings
from warehouse.errors import WarehouseError
from warehouse.home import published
from warehouse.runs.changes import Effects, read_effects


def show_run(receipt: Receipt, settings: Settings) -> None:
    """Log the receipt, create the artifacts and emit the events. Errors of Prefect are logged: the run is done."""
    try:
        effects = _read_effects(receipt, settings)
        log_receipt(receipt, effects)
        create_artifacts(receipt, effects, settings.home)
        emit_receipt(receipt, effects)
    except (PrefectException, HTTPError) as error:
        get_run_logger().warning("the run cannot be shown in full: %s", type(error).__name__)


def _read_effects(receipt: Receipt, settings: Settings) -> Effects:
    """Return the changes of the run from the published database; none if it cannot be read."""
    try:
        with published(settings.home) as connection:
            return read_effects(connection, receipt.run["run_id"])
    except WarehouseError:
        return Effects([], [])
