"""What is to be told and to whom: a queue in ``var/alerts.sqlite``, beside the warehouse and never locked for long.

The loader's database has one writer for as long as a load takes; a sender must neither wait for it nor hold it up, and
must be able to tell that it cannot be opened. So runs hand their events over to this file. SQLite (in Python's own
library) is made for a small queue that processes share.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

from msgspec.structs import replace

from alerts.queue.system_incidents import event_of, id_of, incident_of
from alerts.queue.timestamps import moment_text, read_moment_text
from warehouse.errors import WarehouseBusyError, WarehouseDamagedError
from warehouse.incidents.events import Event, Kind, from_json, key_of, to_json
from warehouse.sql import read_sql

DELIVERIES = "alerts.sqlite"
NOTICE, TEST = "notice", "test"
"""Kinds of messages that are about no incident."""
_VERSION = 1
_PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
KEPT = timedelta(days=90)
"""How long what was sent is remembered."""
_FRESH = timedelta(days=1)
"""For how long an incident that a run wrote stands for a trouble: the database that has it may be lost."""

Severity = Literal["error", "warning"]


class Route(NamedTuple):
    """Which events a destination wants; empty ``rules`` and ``inboxes`` take all of them.

    ``inboxes`` are as events name them; what is about the whole warehouse (inbox '') goes to all.
    """

    name: str
    min_severity: Severity = "warning"
    rules: tuple[str, ...] = ()
    inboxes: tuple[str, ...] = ()

    def takes(self, event: Event) -> bool:
        """Whether the destination is to be told of the event."""
        return (
            (event.severity == "error" or self.min_severity == "warning")
            and (not self.rules or event.rule in self.rules)
            and (not self.inboxes or event.inbox in ("", *self.inboxes))
        )


class Deliveries:
    """The open queue. Every method is one transaction; times are aware datetimes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def accept(self, events: Sequence[Event], routes: Sequence[Route], now: datetime) -> int:
        """Take over the events that are not known yet, for every destination whose route takes them; their number.

        A destination that is added later gets what comes later.
        """
        with self.writing():
            self._forget(now - KEPT)
            return self._accept(events, routes, now)

    def unknown(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys under which nothing was accepted, or that are forgotten."""
        return set(keys) - {
            row["key"] for row in self.rows("queue/queue", "list_known_keys", keys=json.dumps(list(keys)))
        }

    def begin_trouble(  # noqa: PLR0913  what an incident is made of
        self,
        rule: str,
        inbox: str,
        severity: Severity,
        message: str,
        now: datetime,
        *,
        routes: Sequence[Route] = (),
        scope: str = "",
    ) -> None:
        """Open an incident that no run can write, or count it once more while it lasts: it is told once.

        If one that a run wrote was told a short while ago and is not over, that is enough.
        """
        with self.writing():
            lasting = self._trouble(rule, inbox, scope)
            told = None if lasting else self._last_told(rule, inbox, scope)
            if told and told.at > now - _FRESH:
                return
            if lasting:
                values = {"incident_id": lasting["incident_id"], "message": message, "now": moment_text(now)}
                self.run("queue/queue", "count_trouble", **values)
                return
            self.run(
                "queue/queue",
                "insert_trouble",
                incident_id=id_of(rule, inbox, scope, now),
                rule=rule,
                inbox=inbox,
                scope=scope,
                severity=severity,
                message=message,
                now=moment_text(now),
            )
            self._tell(self._trouble(rule, inbox, scope), "opened", routes, now)

    def end_trouble(
        self, rule: str, inbox: str, now: datetime, *, routes: Sequence[Route] = (), scope: str = ""
    ) -> None:
        """End such an incident, if it lasts."""
        with self.writing():
            lasting = self._trouble(rule, inbox, scope)
            if lasting:
                self.run("queue/queue", "resolve_trouble", incident_id=lasting["incident_id"], now=moment_text(now))
                self._tell(lasting, "resolved", routes, now)

    def end_told(self, rule: str, inbox: str, now: datetime, *, routes: Sequence[Route] = ()) -> None:
        """Say that an incident of a run is over that was told and not ended: the database that had it was lost."""
        with self.writing():
            if told := self._last_told(rule, inbox, ""):
                key = key_of(told.incident_id, "resolved")
                over = {"key": key, "kind": "resolved", "at": now, "message": "A run was completed."}
                self._accept([replace(told, **over, examples=(), link=None)], routes, now)

    def remind_of_troubles(self, every: timedelta, now: datetime, *, routes: Sequence[Route] = ()) -> int:
        """Tell again of those that were told so long ago, unless somebody acknowledged them; their number."""
        silenced = self.acknowledged(now)
        with self.writing():
            rows = self.rows("queue/queue", "list_due_troubles", due=moment_text(now - every))
            due = [row for row in rows if row["incident_id"] not in silenced]
            for row in due:
                self.run("queue/queue", "remind_trouble", incident_id=row["incident_id"], now=moment_text(now))
                self._tell(row | {"reminders": row["reminders"] + 1}, "reminder", routes, now)
        return len(due)

    def acknowledge(self, incident_id: str, until: datetime | None, now: datetime) -> None:
        """Silence the reminders of an incident, until a moment or for ever."""
        with self.writing():
            values = {"incident_id": incident_id, "until": moment_text(until) if until else None}
            self.run("queue/queue", "insert_acknowledgement", **values, now=moment_text(now))

    def acknowledged(self, now: datetime) -> dict[str, datetime | None]:
        """The incidents whose reminders are silenced, and until when; None for ever."""
        rows = self.rows("queue/queue", "list_acknowledged", now=moment_text(now))
        return {row["incident_id"]: read_moment_text(row["until"]) for row in rows}

    def troubles(self) -> list[dict[str, Any]]:
        """Every incident that no run could write, in the shape of ``incidents``."""
        silenced = {row["incident_id"]: row["until"] for row in self.rows("queue/queue", "list_acknowledgements")}
        rows = self.rows("queue/queue", "list_troubles")
        return [incident_of(row, silenced.get(row["incident_id"])) for row in rows]

    def alerts(self) -> list[dict[str, Any]]:
        """Every message, in the shape of the table ``alerts``: state waiting, sending, unclear, sent or merged."""
        return [_alert(row) for row in self.rows("queue/queue", "list_alerts")]

    def destinations(self) -> list[dict[str, Any]]:
        """Every destination that is known here, also one that the settings no longer have.

        name, waiting (events and notices), since (the oldest of them), failures (in a row), failing_since, hold_until,
        last_error, last_sent.
        """
        moments = ("since", "failing_since", "hold_until", "last_sent")
        rows = self.rows("queue/queue", "list_destinations")
        return [row | {name: read_moment_text(row[name]) for name in moments} for row in rows]

    def damage(self) -> str | None:
        """What is wrong with the file, in SQLite's words; None if nothing."""
        (told,) = self.connection.execute("PRAGMA quick_check(1)").fetchone()
        return None if told == "ok" else str(told)

    def enqueue_notice(  # noqa: PLR0913, PLR0917  what a message is made of
        self, key: str, destination: str, title: str, text: str, html: str, now: datetime, *, kind: str = NOTICE
    ) -> bool:
        """Have a message sent that is about no incident: a digest, a heartbeat; whether the key was new."""
        written = {"title": title, "text": text, "html": html, "now": moment_text(now)}
        with self.writing():
            new = self.run("queue/queue", "insert_notice", alert_id=key, destination=destination, kind=kind, **written)
        return new.rowcount > 0

    def has_message(self, alert_id: str) -> bool:
        """Whether there is or was a message of that id."""
        return bool(self.rows("queue/queue", "find_message", alert_id=alert_id))

    def run(self, file: str, name: str, /, **values: Any) -> sqlite3.Cursor:
        """Execute a statement of ``alerts/<file>.sql``."""
        return self.connection.execute(read_sql(file, name, "alerts"), values)

    def rows(self, file: str, name: str, /, **values: Any) -> list[dict[str, Any]]:
        """The rows of a statement as dictionaries."""
        return [dict(row) for row in self.run(file, name, **values)]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All of the block or nothing of it. Raises WarehouseBusyError."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise WarehouseBusyError(f"{DELIVERIES} cannot be written: {error}") from error
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _accept(self, events: Sequence[Event], routes: Sequence[Route], now: datetime) -> int:
        accepted = 0
        for event in events:
            known = {"key": event.key, "incident_id": event.incident_id}
            times = {"at": moment_text(event.at), "now": moment_text(now)}
            if self.run("queue/queue", "insert_event", **known, **times, event=to_json(event)).rowcount > 0:
                accepted += 1
                for route in routes:
                    if route.takes(event):
                        self.run("queue/queue", "insert_delivery", **known, destination=route.name)
        return accepted

    def _forget(self, before: datetime) -> None:
        """Forget what was sent before a moment, and events that nobody has still to be told of."""
        for name in ("forget_alerts", "forget_deliveries", "forget_events"):
            self.run("queue/queue", name, before=moment_text(before))

    def _last_told(self, rule: str, inbox: str, scope: str) -> Event | None:
        """The latest change of such an incident, if it is not that it is over."""
        values = {"dashed": f"-{rule}-", "rule": rule, "inbox": inbox, "scope": scope}
        found = [from_json(row["event"]) for row in self.rows("queue/queue", "find_last_told", **values)]
        return next((event for event in found if event.kind != "resolved"), None)

    def _trouble(self, rule: str, inbox: str, scope: str) -> dict[str, Any]:
        """The one that lasts; empty if there is none."""
        return next(iter(self.rows("queue/queue", "find_trouble", rule=rule, inbox=inbox, scope=scope)), {})

    def _tell(self, trouble: dict[str, Any], kind: Kind, routes: Sequence[Route], now: datetime) -> None:
        self._accept([event_of(trouble, kind, now)], routes, now)


@contextmanager
def open_deliveries(home: Path) -> Iterator[Deliveries]:
    """The queue of a home directory, which must exist; made if it is not there. For one thread.

    Raises WarehouseBusyError if another process writes for too long, WarehouseDamagedError if the file is no sound
    database or one of a newer wirehouse.
    """
    path = home / DELIVERIES
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            _prepare(connection, path)
            yield Deliveries(connection)
    except sqlite3.OperationalError as error:
        busy = "locked" in str(error) or "busy" in str(error)
        raise (WarehouseBusyError if busy else WarehouseDamagedError)(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise WarehouseDamagedError(f"{path} cannot be read ({error}); move it away, and a new one is made") from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables if they are not there."""
    connection.execute("PRAGMA synchronous = FULL")  # what was handed over is only here
    version = _version(connection)
    if version > _VERSION:
        raise WarehouseDamagedError(f"{path} was made by a newer wirehouse; use that one")
    if version == 0:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        if _version(connection) == 0:  # nobody else was faster
            for statement in read_sql("queue/queue", "create_tables", "alerts").split(";\n"):
                connection.execute(statement)
        connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _alert(row: dict[str, Any]) -> dict[str, Any]:
    moments = ("created_at", "last_attempt", "next_attempt", "sent_at")
    told = {name: value for name, value in row.items() if name not in {"text", "html"}}
    return (
        told
        | {name: read_moment_text(row[name]) for name in moments}
        | {"incident_ids": json.loads(row["incident_ids"])}
    )
