"""Incidents: opened, counted, reminded of and resolved, in the transaction that finds it or no longer does.

An incident is what is wrong for a while, open once for a rule, an inbox and a part of it. It is judged from the state
that a run leaves, so a crash loses none: the next run judges the same state. Every change goes to the outbox in the
same transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from warehouse.connection import Connection
from warehouse.incidents.outbox import FOR_EVER, IncidentChange, last_run_id, write_outbox
from warehouse.sql import first_of, rows_of, run_sql

Acknowledged = Mapping[str, datetime | None]
"""Until when an incident is acknowledged, by its id; None for as long as it lasts."""


def no_acknowledgements() -> Acknowledged | None:
    """Return None: acknowledgements are unknown, so the stored ones are kept."""
    return None


@dataclass(frozen=True, slots=True)
class Policy:
    """What opens incidents beside quarantined files and findings about runs, and how often reminders are sent.

    ``remind`` is in seconds, None for never; ``warnings`` names the rules whose marks are incidents too;
    ``acknowledged`` returns the acknowledgements, None if they cannot be read now; ``link`` is the page that shows the
    run.
    """

    remind: float | None = 86_400.0
    warnings: tuple[str, ...] = ()
    acknowledged: Callable[[], Acknowledged | None] = no_acknowledgements
    link: str | None = None


@dataclass(frozen=True, slots=True)
class RunFailure:
    """Why a run failed: the rule of its incident (None to open none), and a sentence."""

    rule: str | None
    message: str


class RunInfo(Protocol):
    """The columns of a run that incidents use."""

    @property
    def run_id(self) -> str:
        """Its id."""

    @property
    def inbox(self) -> str:
        """Its inbox."""

    @property
    def kind(self) -> str:
        """What kind it is: ingest, replay or reparse."""


def update_incidents(
    connection: Connection, run: RunInfo, now: datetime, policy: Policy, failure: RunFailure | None = None
) -> None:
    """Bring the incidents of a run's inbox up to what the run leaves; ``failure`` is why it failed.

    The caller has a transaction open, in which the run's row says that it ended.
    """
    values = _values(run, now, policy)
    if failure is None and not _has_work(connection, values):
        return
    whole = failure is None
    values |= {
        "completed": whole,
        "checked": whole and run.kind == "ingest",
        "reads": run.kind in ("ingest", "replay"),
        "fault": failure.rule if failure else None,
        "message": failure.message if failure else None,
    }
    run_sql(connection, "incidents/incidents", "stage_findings", values)
    changes = _resolve(connection, "find_ended", values)
    changes += _count_and_open(connection, values)
    _acknowledge(connection, policy)
    changes += [
        IncidentChange("reminder", row)
        for row in rows_of(run_sql(connection, "incidents/incidents", "remind_incidents", values))
    ]
    write_outbox(connection, changes, run.run_id, now, policy.link)


def open_or_count(connection: Connection, run: RunInfo, now: datetime, rule: str, messages: Mapping[str, str]) -> None:
    """Open or count an incident of a rule in each of some inboxes; ``messages`` says of each what is wrong.

    The caller has a transaction open.
    """
    values = {**_values(run, now, Policy()), "rule": rule, "reads": False}
    given = {"rule": rule, "inboxes": list(messages), "messages": list(messages.values())}
    run_sql(connection, "incidents/incidents", "stage_finding", given)
    write_outbox(connection, _count_and_open(connection, values), run.run_id, now)


def resolve_not_published(connection: Connection, now: datetime, *, notify: bool) -> None:
    """Resolve the incidents not_published; ``notify`` unless the connection is the published database itself."""
    run_id = last_run_id(connection)
    changes = _resolve(connection, "find_unpublished_ended", {"now": now, "run_id": run_id})
    if notify:
        write_outbox(connection, changes, run_id, now)


def list_open(connection: Connection) -> list[dict[str, Any]]:
    """The open incidents, the gravest and oldest first; none of a database that an earlier wirehouse made."""
    if first_of(connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'incidents'")) is None:
        return []
    return rows_of(run_sql(connection, "incidents/incidents", "list_open_incidents", {}))


def _values(run: RunInfo, now: datetime, policy: Policy) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "inbox": run.inbox,
        "kind": run.kind,
        "now": now,
        "stamp": f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "due": None if policy.remind is None else now - timedelta(seconds=policy.remind),
        "warnings": list(policy.warnings),
    }


def _has_work(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Whether any incident may change: mostly none does, and a run should not pay for that."""
    return first_of(run_sql(connection, "incidents/incidents", "find_incident_work", values)) == (True,)


def _resolve(connection: Connection, statement: str, values: Mapping[str, Any]) -> list[IncidentChange]:
    """End the incidents that a statement names with the reasons."""
    reasons = dict(run_sql(connection, "incidents/incidents", statement, values).fetchall())
    if not reasons:
        return []
    rows = rows_of(run_sql(connection, "incidents/incidents", "resolve_incidents", {**values, "ids": list(reasons)}))
    return [IncidentChange("resolved", row | {"message": reasons[row["incident_id"]]}) for row in rows]


def _count_and_open(connection: Connection, values: Mapping[str, Any]) -> list[IncidentChange]:
    """Count the findings that last, and open an incident for each that is new."""
    run_sql(connection, "incidents/incidents", "stage_examples", values)
    run_sql(connection, "incidents/incidents", "count_incidents", values)
    return [
        IncidentChange("opened", row)
        for row in rows_of(run_sql(connection, "incidents/incidents", "open_incidents", values))
    ]


def _acknowledge(connection: Connection, policy: Policy) -> None:
    """Store the acknowledgements: they silence reminders."""
    known = policy.acknowledged()
    if known is not None:
        values: dict[str, Sequence[Any]] = {
            "ids": list(known),
            "until": [FOR_EVER if until is None else until for until in known.values()],
        }
        run_sql(connection, "incidents/incidents", "acknowledge_incidents", values)
