"""The outbox: every change of an incident as a row, written with it, and relayed to the alert queue.

It lies in the loader's database, so that it commits with the data; the alert queue is a file of its own, which no load
locks. A change is relayed at least once: its key is idempotent.
"""

import shlex
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

from msgspec import convert, json

from warehouse.connection import Connection, quote_text, transaction
from warehouse.incidents.events import Event, Example, Kind, from_json, key_of, to_json
from warehouse.sql import first_of, rows_of, run_sql


class IncidentChange(NamedTuple):
    """What happened to an incident, with its row as it is now; of a resolved one the message says why."""

    kind: Kind
    incident: Mapping[str, Any]


class AlertSink(Protocol):
    """The alert queue, as far as the outbox uses it."""

    def enqueue(self, events: Sequence[Event], routes: Sequence[Any], now: datetime) -> object:
        """Take events that are not known by their keys yet."""

    def unknown(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys under which nothing was accepted."""

    def acknowledged(self, now: datetime) -> Mapping[str, datetime | None]:
        """Until when somebody knows of an incident, by id."""

    def system_incidents(self) -> Sequence[Mapping[str, Any]]:
        """Incidents that no run could write, as rows of the table."""

    def alerts(self) -> Sequence[Mapping[str, Any]]:
        """What was sent and what waits, as rows of the table ``alerts`` without its run_id."""

    def resolve_system_incident(self, rule: str, inbox: str, now: datetime, *, routes: Sequence[Any]) -> object:
        """Say that an incident that no run could write is over, if there is one."""

    def resolve_lost_incident(self, rule: str, inbox: str, now: datetime, *, routes: Sequence[Any]) -> object:
        """Say that an incident is over that was told, if nobody else has said so."""


FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Until when an incident is acknowledged for as long as it lasts."""
OpenAlertSink = AbstractContextManager[AlertSink]


def write_outbox(
    connection: Connection, changes: Sequence[IncidentChange], run_id: str, now: datetime, link: str | None = None
) -> None:
    """Put changes into the outbox, in the caller's transaction; ``link`` is the page that shows the run."""
    if not changes:
        return
    texts = {rule: (what, remedy) for rule, what, remedy in connection.execute(_TEXTS).fetchall()}
    events = [_event(change, texts, run_id, now, link) for change in changes]
    values = {
        "keys": [event.key for event in events],
        "incidents": [event.incident_id for event in events],
        "kinds": [event.kind for event in events],
        "events": [to_json(event) for event in events],
    }
    run_sql(connection, "incidents/outbox", "insert_outbox", {**values, "run_id": run_id, "now": now})


def events_of(connection: Connection, run_id: str) -> list[Event]:
    """What a run opened, reminded of and resolved, in that order."""
    rows = run_sql(connection, "incidents/outbox", "list_events", {"run_id": run_id}).fetchall()
    return [from_json(line) for (line,) in rows]


def last_run_id(connection: Connection) -> str:
    """The id of the latest run; empty before the first."""
    found = first_of(connection.execute("SELECT max(run_id) FROM runs"))
    return (found and found[0]) or ""


def has_unrelayed(connection: Connection) -> bool:
    """Whether a change was not relayed yet."""
    return first_of(connection.execute("SELECT 1 FROM outbox WHERE handed_at IS NULL LIMIT 1")) is not None


def relay(connection: Connection, sink: AlertSink, routes: Sequence[Any], now: datetime) -> int:
    """Relay pending changes to the sink, and sync the state of its alerts back for the readers; return how many.

    A crash in between relays the same changes again, under the same keys. So does a sink that lost its file: it gets
    the changes of open incidents again. Changes that were relayed long ago are deleted.
    """
    pending = run_sql(connection, "incidents/outbox", "list_waiting", {}).fetchall()
    if events := [*_unknown_to_sink(connection, sink, now), *pending]:
        sink.enqueue([from_json(line) for _, line in events], routes, now)
    with transaction(connection):
        run_id = last_run_id(connection)
        if pending:
            connection.execute(_HANDED, {"now": now, "keys": [key for key, _ in pending]})
        connection.execute("DELETE FROM outbox WHERE handed_at < $before", {"before": now - _KEPT})
        _sync_back(connection, _ALERTS, sink.alerts(), run_id)
        _sync_back(connection, _SYSTEM_INCIDENTS, _system_incidents(sink, now), run_id)
    return len(pending)


def list_relayed(connection: Connection, now: datetime) -> list[tuple[str, str]]:
    """List keys and events of open incidents that were relayed so recently that the sink still has them."""
    return run_sql(connection, "incidents/outbox", "list_handed", {"since": now - _REMEMBERED}).fetchall()


def _unknown_to_sink(connection: Connection, sink: AlertSink, now: datetime) -> list[tuple[str, str]]:
    relayed = list_relayed(connection, now)
    unknown = sink.unknown([key for key, _ in relayed]) if relayed else set()
    return [(key, line) for key, line in relayed if key in unknown]


def _system_incidents(sink: AlertSink, now: datetime) -> list[dict[str, Any]]:
    """List the system incidents of the sink as rows of this database."""
    known = {key: until or FOR_EVER for key, until in sink.acknowledged(now).items()}
    return [
        {**row, "examples": "[]", "acknowledged_until": known.get(row["incident_id"])}
        for row in sink.system_incidents()
    ]


_KEPT = timedelta(days=90)
"""How long relayed changes are kept."""
_REMEMBERED = timedelta(days=80)
"""How long the sink surely has an event: somewhat less than it keeps them."""
_IN_PROGRESS = ("waiting", "sending", "unclear")
_TEXTS = "SELECT rule, description, remedy FROM rules"
_HANDED = "UPDATE outbox SET handed_at = $now WHERE key IN (SELECT unnest(CAST($keys AS VARCHAR[])))"


class _SyncedTable(NamedTuple):
    """A table that shows readers the rows of the alert queue.

    ``key`` and ``run`` are columns: its key, and the run that brought the state. ``select`` and ``delete`` are SQL,
    ``insert`` is the name of a statement.
    """

    key: str
    run: str
    select: str
    delete: str
    insert: str


_ALERTS = _SyncedTable(
    "alert_id", "run_id", "SELECT * FROM alerts", "DELETE FROM alerts WHERE alert_id = $alert_id", "insert_alert"
)
_SYSTEM_INCIDENTS = _SyncedTable(
    "incident_id",
    "last_run",
    "SELECT * FROM incidents WHERE opened_run IS NULL",
    "DELETE FROM incidents WHERE incident_id = $incident_id",
    "insert_trouble",
)


def _sync_back(connection: Connection, table: _SyncedTable, rows: Sequence[Mapping[str, Any]], run_id: str) -> None:
    """Write the rows of the alert queue that differ into a table; rows that the queue deleted stay.

    The run of a row changes with its stage only: readers get it then, not with every attempt.
    """
    stored = {row[table.key]: row for row in rows_of(connection.execute(table.select))} if rows else {}
    for given in rows:
        key = given[table.key]
        before = stored.get(key)
        run = before[table.run] if before and _stage(before) == _stage(given) else run_id
        row = {**given, table.run: run}
        if before is None or any(before[name] != value for name, value in row.items() if name in before):
            connection.execute(table.delete, {table.key: key})
            run_sql(connection, "incidents/outbox", table.insert, row)


def _stage(row: Mapping[str, Any]) -> str:
    """How far a row is, without the steps between: an alert whose sending is tried still waits."""
    return "waiting" if row["state"] in _IN_PROGRESS else str(row["state"])


def _event(
    change: IncidentChange, texts: Mapping[str, tuple[str, str]], run_id: str, now: datetime, link: str | None
) -> Event:
    kind, row = change
    description, remedy = texts.get(row["rule"], ("", ""))
    return Event(
        key=key_of(row["incident_id"], kind, row["reminders"]),
        incident_id=row["incident_id"],
        kind=kind,
        rule=row["rule"],
        severity=row["severity"],
        inbox=row["inbox"],
        scope=row["scope"],
        at=now,
        opened_at=row["opened_at"],
        run_id=run_id,
        files=row["most_files"] if kind == "resolved" else row["files"],
        runs=row["runs"],
        message=row["message"],
        description=description,
        remedy=remedy,
        command=_command(row),
        link=link,
        examples=() if kind == "resolved" else convert(json.decode(row["examples"]), tuple[Example, ...]),
    )


def _command(row: Mapping[str, Any]) -> str:
    """What shows the rest, as it is typed; whoever tells it adds the home directory."""
    if not row["most_files"]:
        return "wirehouse status"
    rule, scope = row["rule"], row["scope"]
    if row["severity"] == "error":
        return shlex.join(
            ["wirehouse", "quarantine", "list", "--rule", rule, *(["--path", _glob(scope)] if scope else [])]
        )
    begins = f" AND starts_with(path, {quote_text(scope)})" if scope else ""
    query = f"SELECT path, value, message FROM issues WHERE rule = '{rule}'{begins} ORDER BY run_id DESC LIMIT 100"  # noqa: S608
    return shlex.join(["wirehouse", "sql", query])


def _glob(scope: str) -> str:
    """A pattern for all paths in a directory, whatever stands in its name."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in scope) + "*"
