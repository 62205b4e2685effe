"""The alert queue: each event once, system incidents once while they are open, acknowledgements, notices."""

from datetime import timedelta
from pathlib import Path

import pytest

from alerts.queue.attempts import QueuedMessage, claim_message, end_attempt, pending_events, unfinished_messages
from alerts.queue.queue import QUEUE_FILE, AlertQueue, open_queue
from alerts.queue.route import Route
from sinks import NOON, event
from warehouse.errors import WarehouseDamagedError
from warehouse.incidents.events import Event

ALL = Route("a")


def waiting(queue: AlertQueue) -> list[Event]:
    """What waits for destination a."""
    return pending_events(queue, "a", NOON + timedelta(days=9))


@pytest.mark.parametrize(
    ("route", "taken"),
    [
        (ALL, ["error", "everywhere", "warning"]),
        (Route("a", "error"), ["error", "everywhere"]),
        (Route("a", rules=("silent_edit",)), ["warning"]),
        (Route("a", inboxes=("/wire",)), ["error", "everywhere"]),
        (Route("a", inboxes=("/nowhere",)), ["everywhere"]),
    ],
)
def test_routes(tmp_path: Path, route: Route, taken: list[str]) -> None:
    """By severity, rule and inbox; what is about the whole warehouse is about every inbox."""
    events = (
        event("error"),
        event("warning", rule="silent_edit", severity="warning", inbox="/daily"),
        event("everywhere", rule="destination_down", inbox=""),
    )
    with open_queue(tmp_path) as queue:
        assert queue.enqueue(events, [route], NOON) == 3
        assert queue.enqueue(events, [route, Route("late")], NOON) == 0

        assert sorted(found.incident_id for found in waiting(queue)) == taken
        assert {row["name"] for row in queue.destinations()} == {"a"}


def test_event_survives_as_it_was(tmp_path: Path) -> None:
    """What is handed over comes out the same, from another connection as well."""
    with open_queue(tmp_path) as queue:
        queue.enqueue([event()], [ALL], NOON)
    with open_queue(tmp_path) as queue:
        assert waiting(queue) == [event()]


def test_system_incident_is_reported_once(tmp_path: Path) -> None:
    """It is counted while it lasts, reminded of, and ended; what comes back is another incident."""
    with open_queue(tmp_path) as queue:
        for minutes in range(3):
            now = NOON + timedelta(minutes=minutes)
            queue.open_system_incident("run_failed", "/wire", "error", f"disk full {minutes}", now, routes=[ALL])
        queue.open_system_incident("run_failed", "/daily", "error", "disk full", NOON, routes=[ALL])
        assert queue.remind_system_incidents(timedelta(days=1), NOON + timedelta(hours=23), routes=[ALL]) == 0
        assert queue.remind_system_incidents(timedelta(days=1), NOON + timedelta(hours=25), routes=[ALL]) == 2
        assert queue.remind_system_incidents(timedelta(days=1), NOON + timedelta(hours=26), routes=[ALL]) == 0
        queue.resolve_system_incident("run_failed", "/wire", NOON + timedelta(hours=27), routes=[ALL])
        queue.resolve_system_incident("run_failed", "/wire", NOON + timedelta(hours=28), routes=[ALL])
        told = [(found.inbox, found.kind) for found in waiting(queue)]
        rows = queue.system_incidents()
        queue.open_system_incident("run_failed", "/wire", "error", "again", NOON + timedelta(hours=29), routes=[ALL])

        assert sorted(told) == [
            ("/daily", "opened"), ("/daily", "reminder"), ("/wire", "opened"), ("/wire", "reminder"),
            ("/wire", "resolved"),
        ]  # fmt: skip
        (wire,) = [row for row in rows if row["inbox"] == "/wire"]
        assert (wire["state"], wire["runs"], wire["reminders"]) == ("resolved", 3, 1)
        assert wire["message"] == "disk full 2"
        assert len(queue.system_incidents()) == 3


def test_acknowledged_system_incident_sends_no_reminder_but_its_end(tmp_path: Path) -> None:
    """Reminders stop until the moment that was named; the end is told all the same."""
    with open_queue(tmp_path) as queue:
        queue.open_system_incident("run_failed", "/wire", "error", "disk full", NOON, routes=[ALL])
        (incident,) = queue.system_incidents()
        until = NOON + timedelta(days=3)
        queue.acknowledge(incident["incident_id"], until, NOON)
        assert queue.acknowledged(NOON) == {incident["incident_id"]: until}
        assert queue.remind_system_incidents(timedelta(days=1), NOON + timedelta(days=2), routes=[ALL]) == 0
        assert queue.acknowledged(until) == {}
        assert queue.remind_system_incidents(timedelta(days=1), until, routes=[ALL]) == 1
        queue.acknowledge(incident["incident_id"], None, NOON)
        assert queue.acknowledged(NOON + timedelta(days=999)) == {incident["incident_id"]: None}
        queue.resolve_system_incident("run_failed", "/wire", until, routes=[ALL])

        assert [found.kind for found in waiting(queue)] == ["opened", "reminder", "resolved"]


def test_notice_is_queued_once(tmp_path: Path) -> None:
    """A digest of a day is sent once, whoever makes it."""
    with open_queue(tmp_path) as queue:
        assert queue.enqueue_notice("digest:a:1", "a", "Digest", "text", "<p>text</p>", NOON)
        assert not queue.enqueue_notice("digest:a:1", "a", "Other", "text", "<p>text</p>", NOON)

        (message,) = unfinished_messages(queue, "a", NOON)
        assert (message.alert_id, message.title, message.kind) == ("digest:a:1", "Digest", "notice")


def test_what_was_sent_is_forgotten_in_time(tmp_path: Path) -> None:
    """After three months; what waits is never forgotten."""
    with open_queue(tmp_path) as queue:
        queue.enqueue([event("old"), event("kept")], [ALL], NOON)
        message = QueuedMessage("m1", "a", "opened", "truncated", "/wire", "t", "t", "t", ("old",))
        claim_message(queue, message, [event("old").key], NOON)
        end_attempt(queue, message, "sent", NOON, error=None, again=None)
        queue.enqueue([], [], NOON + timedelta(days=89))
        assert [row["alert_id"] for row in queue.alerts()] == ["m1"]
        queue.enqueue([], [], NOON + timedelta(days=91))

        assert queue.alerts() == []
        assert [found.incident_id for found in waiting(queue)] == ["kept"]


def test_queue_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A damaged file, and one of a newer wirehouse, are named."""
    with open_queue(tmp_path) as queue:
        queue.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(WarehouseDamagedError, match="newer wirehouse"), open_queue(tmp_path):
        pass
    (tmp_path / QUEUE_FILE).write_bytes(b"no database at all" * 999)
    with pytest.raises(WarehouseDamagedError, match=r"alerts\.sqlite cannot be read"), open_queue(tmp_path):
        pass
