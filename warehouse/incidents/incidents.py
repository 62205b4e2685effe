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
from warehouse.incidents.outbox import FOR_EVER, Change, last_run, post_changes
from warehouse.sql import first_of, rows_of, run_sql

Acknowledged = Mapping[str, datetime | None]
"""Until when somebody knows of an incident, by its id; None for as long as it lasts."""


def nothing_known() -> Acknowledged | None:
    """Nobody can say who knows of what: it stays as it was."""
    return None


@dataclass(frozen=True, slots=True)
class Policy:
    """What is told beside withheld files and odd runs, and how often.

    ``remind`` is in seconds, None for never; ``warnings`` names the rules whose marks are incidents too;
    ``acknowledged`` is asked for what somebody knows of, and gives None if that cannot be said now; ``link`` is the
    page that shows the run.
    """

    remind: float | None = 86_400.0
    warnings: tuple[str, ...] = ()
    acknowledged: Callable[[], Acknowledged | None] = nothing_known
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a run failed: the rule that tells it (None if nobody is to be told), and a sentence."""

    rule: str | None
    message: str


class OfRun(Protocol):
    """What must be known of a run."""

    @property
    def run_id(self) -> str:
        """Its id."""

    @property
    def inbox(self) -> str:
        """Its inbox."""

    @property
    def kind(self) -> str:
        """What kind it is: ingest, replay or reparse."""


def judge_run(connection: Connection, run: OfRun, now: datetime, policy: Policy, fault: Fault | None = None) -> None:
    """Bring the incidents of a run's inbox up to what the run leaves; ``fault`` says why it failed.

    The caller has a transaction open, in which the run's row says that it ended.
    """
    values = _values(run, now, policy)
    if fault is None and not _anything(connection, values):
        return
    whole = fault is None
    values |= {
        "completed": whole,
        "checked": whole and run.kind == "ingest",
        "reads": run.kind in ("ingest", "replay"),
        "fault": fault.rule if fault else None,
        "message": fault.message if fault else None,
    }
    run_sql(connection, "incidents/incidents", "stage_findings", values)
    changes = _resolve(connection, "find_ended", values)
    changes += _count_and_open(connection, values)
    _acknowledge(connection, policy)
    changes += [
        Change("reminder", row)
        for row in rows_of(run_sql(connection, "incidents/incidents", "remind_incidents", values))
    ]
    post_changes(connection, changes, run.run_id, now, policy.link)


def note(connection: Connection, run: OfRun, now: datetime, rule: str, messages: Mapping[str, str]) -> None:
    """Open or count an incident of a rule in each of some inboxes; ``messages`` says of each what is wrong.

    The caller has a transaction open.
    """
    values = {**_values(run, now, Policy()), "rule": rule, "reads": False}
    given = {"rule": rule, "inboxes": list(messages), "messages": list(messages.values())}
    run_sql(connection, "incidents/incidents", "stage_finding", given)
    post_changes(connection, _count_and_open(connection, values), run.run_id, now)


def end_unpublished(connection: Connection, now: datetime, *, tell: bool) -> None:
    """Resolve what was wrong as long as readers had less than the loader; ``tell`` it unless this is their copy."""
    run_id = last_run(connection)
    changes = _resolve(connection, "find_unpublished_ended", {"now": now, "run_id": run_id})
    if tell:
        post_changes(connection, changes, run_id, now)


def list_open(connection: Connection) -> list[dict[str, Any]]:
    """The open incidents, the gravest and oldest first; none of a database that an earlier wirehouse made."""
    if first_of(connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'incidents'")) is None:
        return []
    return rows_of(run_sql(connection, "incidents/incidents", "list_open_incidents", {}))


def _values(run: OfRun, now: datetime, policy: Policy) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "inbox": run.inbox,
        "kind": run.kind,
        "now": now,
        "stamp": f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "due": None if policy.remind is None else now - timedelta(seconds=policy.remind),
        "warnings": list(policy.warnings),
    }


def _anything(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Whether there is anything to judge: mostly all is well, and a run should not pay for that."""
    return first_of(run_sql(connection, "incidents/incidents", "find_incident_work", values)) == (True,)


def _resolve(connection: Connection, question: str, values: Mapping[str, Any]) -> list[Change]:
    """End the incidents that a statement names with the reasons."""
    reasons = dict(run_sql(connection, "incidents/incidents", question, values).fetchall())
    if not reasons:
        return []
    rows = rows_of(run_sql(connection, "incidents/incidents", "resolve_incidents", {**values, "ids": list(reasons)}))
    return [Change("resolved", row | {"message": reasons[row["incident_id"]]}) for row in rows]


def _count_and_open(connection: Connection, values: Mapping[str, Any]) -> list[Change]:
    """Count the findings that last, and open an incident for each that is new."""
    run_sql(connection, "incidents/incidents", "stage_examples", values)
    run_sql(connection, "incidents/incidents", "count_incidents", values)
    return [
        Change("opened", row) for row in rows_of(run_sql(connection, "incidents/incidents", "open_incidents", values))
    ]


def _acknowledge(connection: Connection, policy: Policy) -> None:
    """Keep who knows of what: no reminder is for him."""
    known = policy.acknowledged()
    if known is not None:
        values: dict[str, Sequence[Any]] = {
            "ids": list(known),
            "until": [FOR_EVER if until is None else until for until in known.values()],
        }
        run_sql(connection, "incidents/incidents", "acknowledge_incidents", values)
