"""The queue of what is to be told: each event once, troubles once while they last, acknowledgements, notices."""

from datetime import timedelta
from pathlib import Path

import pytest

from alerts.queue.attempts import Message as Letter
from alerts.queue.attempts import claim_message, end_attempt, pending_events, unfinished_messages
from alerts.queue.queue import DELIVERIES, Deliveries, Route, open_deliveries
from sinks import NOON, event
from warehouse.errors import WarehouseDamagedError
from warehouse.incidents.events import Event

ALL = Route("a")


def waiting(deliveries: Deliveries) -> list[Event]:
    """What waits for destination a."""
    return pending_events(deliveries, "a", NOON + timedelta(days=9))


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
    with open_deliveries(tmp_path) as deliveries:
        assert deliveries.accept(events, [route], NOON) == 3
        assert deliveries.accept(events, [route, Route("late")], NOON) == 0

        assert sorted(found.incident_id for found in waiting(deliveries)) == taken
        assert {row["name"] for row in deliveries.destinations()} == {"a"}


def test_event_survives_as_it_was(tmp_path: Path) -> None:
    """What is handed over comes out the same, from another connection as well."""
    with open_deliveries(tmp_path) as deliveries:
        deliveries.accept([event()], [ALL], NOON)
    with open_deliveries(tmp_path) as deliveries:
        assert waiting(deliveries) == [event()]


def test_trouble_is_told_once(tmp_path: Path) -> None:
    """It is counted while it lasts, reminded of, and ended; what comes back is another incident."""
    with open_deliveries(tmp_path) as deliveries:
        for minutes in range(3):
            now = NOON + timedelta(minutes=minutes)
            deliveries.begin_trouble("run_failed", "/wire", "error", f"disk full {minutes}", now, routes=[ALL])
        deliveries.begin_trouble("run_failed", "/daily", "error", "disk full", NOON, routes=[ALL])
        assert deliveries.remind_of_troubles(timedelta(days=1), NOON + timedelta(hours=23), routes=[ALL]) == 0
        assert deliveries.remind_of_troubles(timedelta(days=1), NOON + timedelta(hours=25), routes=[ALL]) == 2
        assert deliveries.remind_of_troubles(timedelta(days=1), NOON + timedelta(hours=26), routes=[ALL]) == 0
        deliveries.end_trouble("run_failed", "/wire", NOON + timedelta(hours=27), routes=[ALL])
        deliveries.end_trouble("run_failed", "/wire", NOON + timedelta(hours=28), routes=[ALL])
        told = [(found.inbox, found.kind) for found in waiting(deliveries)]
        rows = deliveries.troubles()
        deliveries.begin_trouble("run_failed", "/wire", "error", "again", NOON + timedelta(hours=29), routes=[ALL])

        assert sorted(told) == [
            ("/daily", "opened"), ("/daily", "reminder"), ("/wire", "opened"), ("/wire", "reminder"),
            ("/wire", "resolved"),
        ]  # fmt: skip
        (wire,) = [row for row in rows if row["inbox"] == "/wire"]
        assert (wire["state"], wire["runs"], wire["reminders"]) == ("resolved", 3, 1)
        assert wire["message"] == "disk full 2"
        assert len(deliveries.troubles()) == 3


def test_acknowledged_trouble_is_silent_but_ends_aloud(tmp_path: Path) -> None:
    """Reminders stop until the moment that was named; the end is told all the same."""
    with open_deliveries(tmp_path) as deliveries:
        deliveries.begin_trouble("run_failed", "/wire", "error", "disk full", NOON, routes=[ALL])
        (trouble,) = deliveries.troubles()
        until = NOON + timedelta(days=3)
        deliveries.acknowledge(trouble["incident_id"], until, NOON)
        assert deliveries.acknowledged(NOON) == {trouble["incident_id"]: until}
        assert deliveries.remind_of_troubles(timedelta(days=1), NOON + timedelta(days=2), routes=[ALL]) == 0
        assert deliveries.acknowledged(until) == {}
        assert deliveries.remind_of_troubles(timedelta(days=1), until, routes=[ALL]) == 1
        deliveries.acknowledge(trouble["incident_id"], None, NOON)
        assert deliveries.acknowledged(NOON + timedelta(days=999)) == {trouble["incident_id"]: None}
        deliveries.end_trouble("run_failed", "/wire", until, routes=[ALL])

        assert [found.kind for found in waiting(deliveries)] == ["opened", "reminder", "resolved"]


def test_notice_is_queued_once(tmp_path: Path) -> None:
    """A digest of a day is sent once, whoever makes it."""
    with open_deliveries(tmp_path) as deliveries:
        assert deliveries.enqueue_notice("digest:a:1", "a", "Digest", "text", "<p>text</p>", NOON)
        assert not deliveries.enqueue_notice("digest:a:1", "a", "Other", "text", "<p>text</p>", NOON)

        (message,) = unfinished_messages(deliveries, "a", NOON)
        assert (message.alert_id, message.title, message.kind) == ("digest:a:1", "Digest", "notice")


def test_what_was_sent_is_forgotten_in_time(tmp_path: Path) -> None:
    """After three months; what waits is never forgotten."""
    with open_deliveries(tmp_path) as deliveries:
        deliveries.accept([event("old"), event("kept")], [ALL], NOON)
        message = Letter("m1", "a", "opened", "truncated", "/wire", "t", "t", "t", ("old",))
        claim_message(deliveries, message, [event("old").key], NOON)
        end_attempt(deliveries, message, "sent", NOON, error=None, again=None)
        deliveries.accept([], [], NOON + timedelta(days=89))
        assert [row["alert_id"] for row in deliveries.alerts()] == ["m1"]
        deliveries.accept([], [], NOON + timedelta(days=91))

        assert deliveries.alerts() == []
        assert [found.incident_id for found in waiting(deliveries)] == ["kept"]


def test_queue_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A damaged file, and one of a newer wirehouse, are named."""
    with open_deliveries(tmp_path) as deliveries:
        deliveries.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(WarehouseDamagedError, match="newer wirehouse"), open_deliveries(tmp_path):
        pass
    (tmp_path / DELIVERIES).write_bytes(b"no database at all" * 999)
    with pytest.raises(WarehouseDamagedError, match=r"alerts\.sqlite cannot be read"), open_deliveries(tmp_path):
        pass
