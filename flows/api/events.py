"""Events of a run for Prefect's automations: its end, rules that quarantined files, incidents opened or resolved.

docs/operating.md documents them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import to_builtins
from prefect.events import emit_event
from prefect.runtime import flow_run

from flows.api.names import slug
from pipeline.receipt import READ, SEEN, Receipt
from warehouse.errors import WarehouseError, typed_line
from warehouse.incidents.events import Event
from warehouse.runs.changes import Effects

FINISHED = "wirehouse.run.finished"
QUARANTINED = "wirehouse.article.quarantined"
INCIDENT = "wirehouse.incident."
"""Followed by ``opened`` or ``resolved``."""
_OF_INCIDENT = ("incident_id", "rule", "severity", "inbox", "scope", "at", "opened_at", "run_id", "files", "runs")
_COUNTS = ("seen", *SEEN, "read", *READ, "replayed", "freed", "missing")


def emit_receipt(receipt: Receipt, effects: Effects) -> None:
    """Emit one event for the run, one for each rule that quarantined files, one for each incident change."""
    run = receipt.run
    seconds = (run["finished_at"] - run["started_at"]).total_seconds()
    counts = {name: run[name] for name in _COUNTS}
    findings = [finding["rule"] for finding in receipt.findings]
    common = {"run_id": run["run_id"], "inbox": run["inbox"]}
    _emit(FINISHED, run["inbox"], {**common, "state": "completed", "seconds": seconds, **counts, "oddities": findings})
    for row in effects.withheld:
        _emit(QUARANTINED, run["inbox"], {**common, **row}, {"wirehouse.rule": row["rule"]})
    emit_incidents(receipt.events)


def emit_incidents(events: Sequence[Event]) -> None:
    """Emit one event for each incident opened or resolved; they hold paths, but no text of an article."""
    for event in events:
        if event.kind != "reminder":
            facts = to_builtins(event)
            payload = {name: facts[name] for name in (*_OF_INCIDENT, "message", "command")}
            payload["examples"] = [example.path for example in event.examples]
            labels = {"wirehouse.rule": event.rule, "wirehouse.severity": event.severity}
            _emit(f"{INCIDENT}{event.kind}", event.inbox, payload, labels)


def emit_failure(inbox: str, error: Exception) -> None:
    """Emit one event for a failed run, and one for each incident that it changed."""
    _emit(FINISHED, inbox, {"run_id": None, "inbox": inbox, "state": "failed", "error": typed_line(error)})
    if isinstance(error, WarehouseError):
        emit_incidents(error.events)


def _emit(event: str, inbox: str, payload: dict[str, Any], labels: dict[str, str] | None = None) -> None:
    name = Path(inbox).name or inbox or "all inboxes"
    resource = {"prefect.resource.id": f"wirehouse.inbox.{slug(name)}", "prefect.resource.name": name}
    related = [{"prefect.resource.id": f"prefect.flow-run.{flow_run.id}", "prefect.resource.role": "flow-run"}]
    emit_event(event, resource={**resource, **(labels or {})}, related=related, payload=payload)
