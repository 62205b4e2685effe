"""Events of a run, for Prefect's automations: ``wirehouse.run.finished`` and ``wirehouse.article.quarantined``.

The README documents them. Incidents will have theirs.
"""

from pathlib import Path
from typing import Any

from prefect.events import emit_event
from prefect.runtime import flow_run

from flows.deployments import slug
from flows.receipt import READ, SEEN, Receipt
from warehouse.effects import Effects

FINISHED = "wirehouse.run.finished"
QUARANTINED = "wirehouse.article.quarantined"
_COUNTS = ("seen", *SEEN, "read", *READ, "replayed", "freed", "missing")


def announce_receipt(receipt: Receipt, effects: Effects) -> None:
    """One event for the run, and one for each rule by which it withheld files."""
    run = receipt.run
    seconds = (run["finished_at"] - run["started_at"]).total_seconds()
    counts = {name: run[name] for name in _COUNTS}
    oddities = [oddity["rule"] for oddity in receipt.oddities]
    told = {"run_id": run["run_id"], "inbox": run["inbox"]}
    _emit(FINISHED, run["inbox"], {**told, "state": "completed", "seconds": seconds, **counts, "oddities": oddities})
    for row in effects.withheld:
        _emit(QUARANTINED, run["inbox"], {**told, **row}, {"wirehouse.rule": row["rule"]})


def announce_failure(inbox: str, error: str) -> None:
    """One event for a run that failed."""
    _emit(FINISHED, inbox, {"run_id": None, "inbox": inbox, "state": "failed", "error": error})


def _emit(event: str, inbox: str, payload: dict[str, Any], labels: dict[str, str] | None = None) -> None:
    name = Path(inbox).name or inbox
    resource = {"prefect.resource.id": f"wirehouse.inbox.{slug(name)}", "prefect.resource.name": name}
    related = [{"prefect.resource.id": f"prefect.flow-run.{flow_run.id}", "prefect.resource.role": "flow-run"}]
    emit_event(event, resource={**resource, **(labels or {})}, related=related, payload=payload)
