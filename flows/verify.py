"""The verify flow: what ``wirehouse verify`` does, on a schedule, its findings shown in Prefect."""

from pathlib import Path
from uuid import UUID

from httpx import HTTPError
from prefect import flow
from prefect.exceptions import PrefectException
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from flows.api.artifacts import show_verification, timed
from flows.api.notify_schedule import send_alerts
from flows.api.stale_runs import label_own, mark_crashed
from pipeline.verify.incident import tell_verification
from pipeline.verify.verify import Verification, verify_home
from settings.load import load_every_inbox
from warehouse.errors import RunError


@flow(name="verify", flow_run_name=timed("verify"), retries=0, persist_result=False, validate_parameters=True)
def verify(deep: bool = False, home: str | None = None, settings_file: str | None = None) -> Verification:  # noqa: FBT001, FBT002  parameters of a deployment
    """Check that inboxes, ledger, tables, quarantine, originals and the readers' copy agree; they are only read.

    The run fails if there is a fault: what is wrong and does not become right by itself. That is an incident.

    Args:
        deep: Hash again every original, and every file that looks unchanged.
        home: The directory of the warehouse's files; the settings' home if not given.
        settings_file: A wirehouse.toml; the one in the working directory if not given.

    """
    label_own(UUID(flow_run.id))
    mark_crashed(verify.name)
    settings = load_every_inbox(Path(settings_file) if settings_file else None, {"home": home})
    verification = verify_home(settings, deep=deep)
    try:
        show_verification(verification)
    except (PrefectException, HTTPError) as error:
        get_run_logger().warning("what was found cannot be shown in full: %s", type(error).__name__)
    tell_verification(settings, verification)
    send_alerts(settings, get_run_logger().warning)
    if faults := verification.faults:
        raise RunError(f"{len(faults)} faults: {', '.join(finding.name for finding in faults)}")
    return verification
