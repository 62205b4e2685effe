"""Servers that receive alerts, real ones on loopback, and events to be sent there."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from alerts.messages.message import fallback_message
from alerts.queue.queue import open_queue
from alerts.routing import routes_of
from alerts.sender import PassResult, send_due
from settings.destinations import Destination
from settings.model import Settings
from warehouse.incidents.events import Event, Example, Kind

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Arrival:
    """A message that has arrived."""

    key: str
    title: str
    text: str
    path: str


@dataclass
class Sink:
    """An HTTP server that takes messages as its mode says.

    ok; a status code; hang (takes nothing until it is let go); take and hang, take and close, close, drip.
    """

    port: int = 0
    mode: str = "ok"
    arrivals: list[Arrival] = field(default_factory=list)
    attempts: int = 0
    paths: list[str] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def url(self, rest: str = "in") -> str:
        """Its address for Apprise."""
        return f"json://127.0.0.1:{self.port}/{rest}"

    @property
    def keys(self) -> list[str]:
        """The keys of all that has arrived, in this order."""
        return [arrival.key for arrival in self.arrivals]

    @property
    def titles(self) -> list[str]:
        """The titles likewise."""
        return [arrival.title for arrival in self.arrivals]


@contextmanager
def sink_at(port: int = 0, **given: Any) -> Iterator[Sink]:
    """A sink that listens; after the block its port is closed."""
    sink = Sink(**given)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            _take(sink, self)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None:
            pass

    server = Server(("127.0.0.1", port), Handler)
    sink.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield sink
    finally:
        sink.go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _take(sink: Sink, request: Any) -> None:
    sink.attempts += 1
    sink.paths.append(request.path)
    sink.asked.set()
    words = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
    arrival = Arrival(request.headers["Idempotency-Key"], words["title"], words["message"], request.path)
    mode = sink.mode
    if mode == "ok" or mode.startswith("take"):
        sink.arrivals.append(arrival)
        sink.arrived.set()
    if mode in {"hang", "take and hang"}:
        sink.go.wait(120)
    if mode in {"hang", "take and hang", "close", "take and close"}:
        request.close_connection = True
        request.connection.close()
    elif mode == "drip":
        _drip(sink, request)
    else:
        request.send_response(200 if mode == "ok" else int(mode))
        request.end_headers()


def _drip(sink: Sink, request: Any) -> None:
    """An answer that is always about to come."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not sink.go.is_set():
        try:
            request.wfile.write(b"a")
        except OSError:
            return
        time.sleep(0.02)


def event(
    incident: str = "a", kind: Kind = "opened", number: int = 0, *, rule: str = "truncated", **given: Any
) -> Event:
    """A change of an incident; invented."""
    facts: dict[str, Any] = {
        "severity": "error",
        "inbox": "/wire",
        "scope": f"{incident}/",
        "at": NOON + timedelta(seconds={"opened": 0, "reminder": 10 + number, "resolved": 1_000}[kind]),
        "opened_at": NOON,
        "run_id": "r1",
        "files": 3,
        "runs": 1,
        "message": f"Three files of {incident} break off.",
        "description": "The text breaks off.",
        "remedy": "Ask the crawler for the pages again.",
        "command": "wirehouse quarantine list --rule truncated",
        "examples": (Example("001.txt", "x", "breaks off"),),
    }
    return Event(key=f"{incident}:{kind}:{number}", incident_id=incident, kind=kind, rule=rule, **{**facts, **given})


@dataclass
class Post:
    """A home with destinations, and a clock that goes when it is told to."""

    home: Path
    destinations: tuple[Destination, ...]
    now: datetime = NOON
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def chosen(self) -> Settings:
        """The settings."""
        return Settings(home=self.home, destinations=self.destinations, **self.settings)

    def enqueue(self, *events: Event) -> None:
        """Queue events."""
        with open_queue(self.home) as queue:
            queue.enqueue(events, routes_of(self.chosen), self.now)

    def send(self, **given: Any) -> dict[str, PassResult]:
        """Run one pass with fallback messages; its results by destination."""
        given = {"compose": fallback_message, **given}
        return {one.destination: one for one in send_due(self.chosen, clock=lambda: self.now, **given)}

    def wait(self, **span: float) -> None:
        """Let the clock go on."""
        self.now += timedelta(**span)

    def alerts(self) -> list[dict[str, Any]]:
        """The messages."""
        with open_queue(self.home) as queue:
            return queue.alerts()

    def fares(self, name: str) -> dict[str, Any]:
        """The queue's row of a destination."""
        with open_queue(self.home) as queue:
            return next(row for row in queue.destinations() if row["name"] == name)
