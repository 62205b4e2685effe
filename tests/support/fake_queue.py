"""A stand-in for the alert queue: a file of SQLite that knows an event by its key, as the real one does."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from warehouse.incidents.events import Event, from_json, to_json

_TABLE = "CREATE TABLE IF NOT EXISTS events (number INTEGER PRIMARY KEY, key TEXT UNIQUE, event TEXT)"


class FakeQueue:
    """What the outbox asks of an alert queue; its acknowledgements, alerts and own incidents can be set."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self.store = sqlite3.connect(path, timeout=10)
        self.store.execute(_TABLE)
        self.known: dict[str, datetime | None] = {}
        self.sent: list[dict[str, Any]] = []
        self.of_its_own: list[dict[str, Any]] = []
        self.ended: list[tuple[str, str]] = []

    def enqueue(self, events: Sequence[Event], _routes: Sequence[Any], _now: datetime) -> None:
        """Keep the events that are new, on the disk."""
        with self.store:
            rows = [(event.key, to_json(event)) for event in events]
            self.store.executemany("INSERT OR IGNORE INTO events (key, event) VALUES (?, ?)", rows)

    def unknown(self, keys: Sequence[str]) -> set[str]:
        """Those that were never accepted."""
        return set(keys) - {event.key for event in self.events()}

    def acknowledged(self, _now: datetime) -> Mapping[str, datetime | None]:
        """The acknowledgements that were set."""
        return self.known

    def system_incidents(self) -> list[dict[str, Any]]:
        """Incidents of its own."""
        return self.of_its_own

    def alerts(self) -> list[dict[str, Any]]:
        """The alerts that were set."""
        return self.sent

    def resolve_system_incident(self, rule: str, inbox: str, _now: datetime, *, routes: Sequence[Any]) -> None:
        """Remember that it was asked to."""
        assert routes == ()
        self.ended.append((rule, inbox))

    def resolve_lost_incident(self, *_: Any, **__: Any) -> None:
        """Do nothing: a fake queue loses no incident."""

    def events(self) -> list[Event]:
        """What was accepted, in that order."""
        rows = self.store.execute("SELECT event FROM events ORDER BY number").fetchall()
        return [from_json(line) for (line,) in rows]

    @contextmanager
    def opened(self) -> Iterator["FakeQueue"]:
        """Itself, for a block."""
        yield self


@contextmanager
def open_fake_queue(path: Path) -> Iterator[FakeQueue]:
    """A fake queue for a block."""
    box = FakeQueue(path)
    with closing(box.store):
        yield box
