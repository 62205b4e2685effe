"""The alert queue, ``var/alerts.sqlite``: events, messages and system incidents, beside the warehouse.

A load locks the loader's database for as long as it takes; a sender must neither wait for it nor block it, and must be
able to report that it cannot be opened. So runs relay their events to this file. SQLite (in the standard library) is
made for a small queue that processes share.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from alerts.queue.route import Route, Severity
from alerts.queue.system_incidents import event_of, id_of, incident_of
from alerts.queue.timestamps import moment_text, read_moment_text
from warehouse.errors import WarehouseBusyError, WarehouseDamagedError
from warehouse.incidents.events import Event, Kind, from_json, key_of, to_json
from warehouse.sql import read_sql

QUEUE_FILE = "alerts.sqlite"
NOTICE, TEST = "notice", "test"
"""Kinds of messages about no incident: a digest or heartbeat, a sample."""
_VERSION = 1
_PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
KEPT = timedelta(days=90)
"""How long sent messages and their events are kept."""
_FRESH = timedelta(days=1)
"""How long an incident of a run prevents a system incident: the database that holds it may be lost."""


class AlertQueue:
    """An open queue. Every method is one transaction; times are aware datetimes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def enqueue(self, events: Sequence[Event], routes: Sequence[Route], now: datetime) -> int:
        """Queue the events with new keys for every destination whose route matches; return their number.

        A destination that is added later gets later events only.
        """
        with self.writing():
            self._forget(now - KEPT)
            return self._enqueue(events, routes, now)

    def unknown(self, keys: Sequence[str]) -> set[str]:
        """Return the keys of events that were never queued, or were forgotten."""
        return set(keys) - {
            row["key"] for row in self.rows("queue/queue", "list_known_keys", keys=json.dumps(list(keys)))
        }

    def open_system_incident(  # noqa: PLR0913  what an incident is made of
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
        """Open an incident that no run can record, or count it once more while it is open: one notification.

        Does nothing if a run's own incident of the kind was queued a short while ago and is open.
        """
        with self.writing():
            lasting = self._find_open(rule, inbox, scope)
            recorded = None if lasting else self._last_open_event(rule, inbox, scope)
            if recorded and recorded.at > now - _FRESH:
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
            self._enqueue_event(self._find_open(rule, inbox, scope), "opened", routes, now)

    def resolve_system_incident(
        self, rule: str, inbox: str, now: datetime, *, routes: Sequence[Route] = (), scope: str = ""
    ) -> None:
        """Resolve such an incident, if it is open."""
        with self.writing():
            lasting = self._find_open(rule, inbox, scope)
            if lasting:
                self.run("queue/queue", "resolve_trouble", incident_id=lasting["incident_id"], now=moment_text(now))
                self._enqueue_event(lasting, "resolved", routes, now)

    def resolve_lost_incident(self, rule: str, inbox: str, now: datetime, *, routes: Sequence[Route] = ()) -> None:
        """Resolve a run's incident that is still open here although the database that held it was lost."""
        with self.writing():
            if last := self._last_open_event(rule, inbox, ""):
                key = key_of(last.incident_id, "resolved")
                over = {"key": key, "kind": "resolved", "at": now, "message": "A run was completed."}
                self._enqueue([replace(last, **over, examples=(), link=None)], routes, now)

    def remind_system_incidents(self, every: timedelta, now: datetime, *, routes: Sequence[Route] = ()) -> int:
        """Queue reminders of open system incidents, unless acknowledged; return their number."""
        acknowledged = self.acknowledged(now)
        with self.writing():
            rows = self.rows("queue/queue", "list_due_troubles", due=moment_text(now - every))
            due = [row for row in rows if row["incident_id"] not in acknowledged]
            for row in due:
                self.run("queue/queue", "remind_trouble", incident_id=row["incident_id"], now=moment_text(now))
                self._enqueue_event(row | {"reminders": row["reminders"] + 1}, "reminder", routes, now)
        return len(due)

    def acknowledge(self, incident_id: str, until: datetime | None, now: datetime) -> None:
        """Silence the reminders of an incident, until a moment or as long as it is open."""
        with self.writing():
            values = {"incident_id": incident_id, "until": moment_text(until) if until else None}
            self.run("queue/queue", "insert_acknowledgement", **values, now=moment_text(now))

    def acknowledged(self, now: datetime) -> dict[str, datetime | None]:
        """Return the acknowledged incidents, and until when; None for as long as they are open."""
        rows = self.rows("queue/queue", "list_acknowledged", now=moment_text(now))
        return {row["incident_id"]: read_moment_text(row["until"]) for row in rows}

    def system_incidents(self) -> list[dict[str, Any]]:
        """Return every system incident, in the shape of the table ``incidents``."""
        silenced = {row["incident_id"]: row["until"] for row in self.rows("queue/queue", "list_acknowledgements")}
        rows = self.rows("queue/queue", "list_troubles")
        return [incident_of(row, silenced.get(row["incident_id"])) for row in rows]

    def alerts(self) -> list[dict[str, Any]]:
        """Return every message, in the shape of ``alerts``: state waiting, sending, unclear, sent or merged."""
        return [_alert(row) for row in self.rows("queue/queue", "list_alerts")]

    def destinations(self) -> list[dict[str, Any]]:
        """Return every destination of the queue, also one that the settings no longer have.

        name, waiting (events and notices), since (the oldest of them), failures (in a row), failing_since, hold_until,
        last_error, last_sent.
        """
        moments = ("since", "failing_since", "hold_until", "last_sent")
        rows = self.rows("queue/queue", "list_destinations")
        return [row | {name: read_moment_text(row[name]) for name in moments} for row in rows]

    def damage(self) -> str | None:
        """Return what is wrong with the file, in SQLite's words; None if it is sound."""
        (told,) = self.connection.execute("PRAGMA quick_check(1)").fetchone()
        return None if told == "ok" else str(told)

    def enqueue_notice(  # noqa: PLR0913, PLR0917  what a message is made of
        self, key: str, destination: str, title: str, text: str, html: str, now: datetime, *, kind: str = NOTICE
    ) -> bool:
        """Queue a message about no incident: a digest, a heartbeat; whether the key was new."""
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
        """Run the block in one transaction. Raises WarehouseBusyError."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise WarehouseBusyError(f"{QUEUE_FILE} cannot be written: {error}") from error
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _enqueue(self, events: Sequence[Event], routes: Sequence[Route], now: datetime) -> int:
        queued = 0
        for event in events:
            known = {"key": event.key, "incident_id": event.incident_id}
            times = {"at": moment_text(event.at), "now": moment_text(now)}
            if self.run("queue/queue", "insert_event", **known, **times, event=to_json(event)).rowcount > 0:
                queued += 1
                for route in routes:
                    if route.matches(event):
                        self.run("queue/queue", "insert_delivery", **known, destination=route.name)
        return queued

    def _forget(self, before: datetime) -> None:
        """Delete messages sent before a moment, and the events that no destination needs any more."""
        for name in ("forget_alerts", "forget_deliveries", "forget_events"):
            self.run("queue/queue", name, before=moment_text(before))

    def _last_open_event(self, rule: str, inbox: str, scope: str) -> Event | None:
        """Return the latest event of such an incident; None if that resolved it."""
        values = {"dashed": f"-{rule}-", "rule": rule, "inbox": inbox, "scope": scope}
        found = [from_json(row["event"]) for row in self.rows("queue/queue", "find_last_told", **values)]
        return next((event for event in found if event.kind != "resolved"), None)

    def _find_open(self, rule: str, inbox: str, scope: str) -> dict[str, Any]:
        """Return the open one; empty if none is."""
        return next(iter(self.rows("queue/queue", "find_trouble", rule=rule, inbox=inbox, scope=scope)), {})

    def _enqueue_event(self, incident: dict[str, Any], kind: Kind, routes: Sequence[Route], now: datetime) -> None:
        self._enqueue([event_of(incident, kind, now)], routes, now)


@contextmanager
def open_queue(home: Path) -> Iterator[AlertQueue]:
    """Open the queue of a home directory, which must exist; creates a missing queue. For one thread.

    Raises WarehouseBusyError if another process writes for too long, WarehouseDamagedError if the file is no sound
    database or one of a newer wirehouse.
    """
    path = home / QUEUE_FILE
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            _prepare(connection, path)
            yield AlertQueue(connection)
    except sqlite3.OperationalError as error:
        busy = "locked" in str(error) or "busy" in str(error)
        raise (WarehouseBusyError if busy else WarehouseDamagedError)(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise WarehouseDamagedError(f"{path} cannot be read ({error}); move it away, and a new one is made") from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Create missing tables."""
    connection.execute("PRAGMA synchronous = FULL")  # events that were relayed are only here
    version = _version(connection)
    if version > _VERSION:
        raise WarehouseDamagedError(f"{path} was made by a newer wirehouse; use that one")
    if version == 0:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        if _version(connection) == 0:  # no other process was faster
            for statement in read_sql("queue/queue", "create_tables", "alerts").split(";\n"):
                connection.execute(statement)
        connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _alert(row: dict[str, Any]) -> dict[str, Any]:
    """Return a message without its bodies, with times as datetimes."""
    moments = ("created_at", "last_attempt", "next_attempt", "sent_at")
    told = {name: value for name, value in row.items() if name not in {"text", "html"}}
    return (
        told
        | {name: read_moment_text(row[name]) for name in moments}
        | {"incident_ids": json.loads(row["incident_ids"])}
    )
