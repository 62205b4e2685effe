"""The verify flow: ``wirehouse verify`` on a schedule, with its findings shown in Prefect."""

from pathlib import Path
from uuid import UUID

from httpx import HTTPError
from prefect import flow
from prefect.exceptions import PrefectException
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from flows.api.artifacts import create_verification_artifact, run_name_for
from flows.api.log import log_to_runs
from flows.api.notify_schedule import notify_destinations
from flows.api.stale_runs import label_process, mark_crashed
from pipeline.verify.incident import report_verification
from pipeline.verify.verify import Verification, verify_home
from settings.load import load_every_inbox
from warehouse.errors import RunError


@flow(name="verify", flow_run_name=run_name_for("verify"), retries=0, persist_result=False, validate_parameters=True)
def verify(deep: bool = False, home: str | None = None, settings_file: str | None = None) -> Verification:  # noqa: FBT001, FBT002  parameters of a deployment
    """Check that inboxes, ledger, tables, quarantine, originals and the readers' copy agree; they are only read.

    The run fails if there is a fault: what is wrong and does not become right by itself. That is an incident.

    Args:
        deep: Hash again every original, and every file that looks unchanged.
        home: The directory of the warehouse's files; the settings' home if not given.
        settings_file: A wirehouse.toml; the one in the working directory if not given.

    """
    log_to_runs()
    label_process(UUID(flow_run.id))
    mark_crashed(verify.name)
    settings = load_every_inbox(Path(settings_file) if settings_file else None, {"home": home})
    verification = verify_home(settings, deep=deep)
    try:
        create_verification_artifact(verification)
    except (PrefectException, HTTPError) as error:
        get_run_logger().warning("what was found cannot be shown in full: %s", type(error).__name__)
    report_verification(settings, verification)
    notify_destinations(settings)
    if faults := verification.faults:
        raise RunError(f"{len(faults)} faults: {', '.join(finding.name for finding in faults)}")
    return verification
