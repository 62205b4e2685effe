"""The outbox: every change of an incident as a row, written with it, and handed over to be sent.

It lies in the loader's database, so that it commits with the data; what sends has a store of its own, which no load
locks. Handing over may happen twice and never not at all: the key of a change tells that it is known.
"""

import shlex
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

from msgspec import convert, json

from warehouse.connection import Connection, quote_text, transaction
from warehouse.incidents.events import Event, Example, Kind, from_json, key_of, to_json
from warehouse.rows import first_of, rows_of
from warehouse.sql import run_sql


class Change(NamedTuple):
    """What happened to an incident, with its row as it is now; of a resolved one the message says why."""

    kind: Kind
    incident: Mapping[str, Any]


class Deliveries(Protocol):
    """Where alerts wait until they are sent, and what is known there."""

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
OpenDeliveries = AbstractContextManager[Deliveries]


def post_changes(
    connection: Connection, changes: Sequence[Change], run_id: str, now: datetime, link: str | None = None
) -> None:
    """Put changes into the outbox, in the caller's transaction; ``link`` is the page that shows the run."""
    if not changes:
        return
    told = {rule: (what, remedy) for rule, what, remedy in connection.execute(_TEXTS).fetchall()}
    events = [_event(change, told, run_id, now, link) for change in changes]
    values = {
        "keys": [event.key for event in events],
        "incidents": [event.incident_id for event in events],
        "kinds": [event.kind for event in events],
        "events": [to_json(event) for event in events],
    }
    run_sql(connection, "insert_outbox", {**values, "run_id": run_id, "now": now})


def events_of(connection: Connection, run_id: str) -> list[Event]:
    """What a run opened, reminded of and resolved, in that order."""
    rows = run_sql(connection, "list_events", {"run_id": run_id}).fetchall()
    return [from_json(line) for (line,) in rows]


def last_run(connection: Connection) -> str:
    """The id of the latest run; empty before the first."""
    found = first_of(connection.execute("SELECT max(run_id) FROM runs"))
    return (found and found[0]) or ""


def is_waiting(connection: Connection) -> bool:
    """Whether anything was not handed over."""
    return first_of(connection.execute("SELECT 1 FROM outbox WHERE handed_at IS NULL LIMIT 1")) is not None


def hand_over(connection: Connection, deliveries: Deliveries, routes: Sequence[Any], now: datetime) -> int:
    """Hand over what waits, and take back for the readers what became of it; how many changes were handed over.

    A crash in between hands the same over again, under the same keys. So is what the deliveries should know of open
    incidents and do not: their file was lost. What was handed over long ago is forgotten.
    """
    waiting = run_sql(connection, "list_waiting", {}).fetchall()
    if given := [*_lost(connection, deliveries, now), *waiting]:
        deliveries.enqueue([from_json(line) for _, line in given], routes, now)
    with transaction(connection):
        run_id = last_run(connection)
        if waiting:
            connection.execute(_HANDED, {"now": now, "keys": [key for key, _ in waiting]})
        connection.execute("DELETE FROM outbox WHERE handed_at < $before", {"before": now - _KEPT})
        _take_back(connection, _ALERTS, deliveries.alerts(), run_id)
        _take_back(connection, _TROUBLES, _troubles(deliveries, now), run_id)
    return len(waiting)


def list_handed(connection: Connection, now: datetime) -> list[tuple[str, str]]:
    """Keys and events of the open incidents that were handed over, as long as the deliveries surely remember them."""
    return run_sql(connection, "list_handed", {"since": now - _REMEMBERED}).fetchall()


def _lost(connection: Connection, deliveries: Deliveries, now: datetime) -> list[tuple[str, str]]:
    handed = list_handed(connection, now)
    unknown = deliveries.unknown([key for key, _ in handed]) if handed else set()
    return [(key, line) for key, line in handed if key in unknown]


def _troubles(deliveries: Deliveries, now: datetime) -> list[dict[str, Any]]:
    """Incidents that no run could write, as this database keeps them."""
    known = {key: until or FOR_EVER for key, until in deliveries.acknowledged(now).items()}
    return [
        {**row, "examples": "[]", "acknowledged_until": known.get(row["incident_id"])}
        for row in deliveries.system_incidents()
    ]


_KEPT = timedelta(days=90)
"""How long what was handed over is kept."""
_REMEMBERED = timedelta(days=80)
"""For how long the deliveries surely know it: somewhat less than they keep it."""
_TRIED = ("waiting", "sending", "unclear")
_TEXTS = "SELECT rule, description, remedy FROM rules"
_HANDED = "UPDATE outbox SET handed_at = $now WHERE key IN (SELECT unnest(CAST($keys AS VARCHAR[])))"


class _Mirror(NamedTuple):
    """A table that shows readers what the other store has.

    Its key and the column of the run that brought the state; statements that select all its rows, delete one by its
    key, and (a file of ``warehouse/sql``) insert one.
    """

    key: str
    run: str
    select: str
    delete: str
    insert: str


_ALERTS = _Mirror(
    "alert_id", "run_id", "SELECT * FROM alerts", "DELETE FROM alerts WHERE alert_id = $alert_id", "insert_alert"
)
_TROUBLES = _Mirror(
    "incident_id",
    "last_run",
    "SELECT * FROM incidents WHERE opened_run IS NULL",
    "DELETE FROM incidents WHERE incident_id = $incident_id",
    "insert_trouble",
)


def _take_back(connection: Connection, mirror: _Mirror, rows: Sequence[Mapping[str, Any]], run_id: str) -> None:
    """Bring a table up to the rows of the other store; what that has forgotten stays.

    The run is the one that brought the row, or how it ended: readers get it then, not with every attempt.
    """
    stored = {row[mirror.key]: row for row in rows_of(connection.execute(mirror.select))} if rows else {}
    for given in rows:
        key = given[mirror.key]
        before = stored.get(key)
        run = before[mirror.run] if before and _stage(before) == _stage(given) else run_id
        row = {**given, mirror.run: run}
        if before is None or any(before[name] != value for name, value in row.items() if name in before):
            connection.execute(mirror.delete, {mirror.key: key})
            run_sql(connection, mirror.insert, row)


def _stage(row: Mapping[str, Any]) -> str:
    """How far a row is, without the steps between: an alert whose sending is tried still waits."""
    return "waiting" if row["state"] in _TRIED else str(row["state"])


def _event(change: Change, told: Mapping[str, tuple[str, str]], run_id: str, now: datetime, link: str | None) -> Event:
    kind, row = change
    description, remedy = told.get(row["rule"], ("", ""))
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
