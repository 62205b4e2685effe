"""Heartbeats: one for each span, whoever is there; and messages are worded by the templates."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.dispatch import check_telling, tell
from alerts.heartbeat import enqueue_heartbeats
from alerts.queue.queue import open_deliveries
from alerts.sender import routes_of
from commands import wirehouse
from house import House, article_text
from letter_cases import event
from settings.destinations import Alerts, Destination
from settings.load import Settings
from sinks import sink_at
from warehouse.connection import LOADER, open_loader
from warehouse.errors import UsageError

NOON = datetime(2026, 11, 22, 12, 10, tzinfo=UTC)


def settings_of(house: House, *destinations: Destination, **alerts: Any) -> Settings:
    """Settings with these destinations."""
    return Settings(inbox=house.inbox, home=house.home, destinations=destinations, **alerts)


def test_every_span_has_one(house: House) -> None:
    """Each destination in its own measure; one that wants none gets none; nothing is made up for."""
    settings = settings_of(
        house,
        Destination(name="hourly", url="json://x", heartbeat="1h"),
        Destination(name="daily", url="json://x", heartbeat="1d"),
        Destination(name="never", url="json://x"),
    )
    minutes = (0, 0, 40, 55, 60 * 5)
    given = [enqueue_heartbeats(settings, NOON + timedelta(minutes=after)) for after in minutes]

    assert given == [["hourly", "daily"], [], [], ["hourly"], ["hourly"]]


def test_it_says_what_is_open_and_leaves_the_loader_alone(house: House) -> None:
    """It is made beside runs, so it reads the readers' copy; it claims nothing that is not known there."""
    house.write("a.txt", article_text())
    house.run(now=NOON - timedelta(hours=1))
    settings = settings_of(house, Destination(name="desk", url="json://x", heartbeat="1h"))
    with open_loader(house.home / LOADER):
        assert enqueue_heartbeats(settings, NOON) == ["desk"]
    with open_deliveries(house.home) as deliveries:
        (row,) = deliveries.alerts()
        (text,) = (found["text"] for found in deliveries.connection.execute("SELECT text FROM alerts"))

    assert row["alert_id"] == "heartbeat:20261122T120000Z:desk"
    assert text.startswith("wirehouse is there, 2026-11-22 12:10 UTC.")
    assert "1 new article, 0 files withheld." in text
    assert "no run" not in text


def test_what_is_sent_is_worded_by_the_templates(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """The letter that arrives is ours, in the words of the user's templates, and a heartbeat comes with it."""
    wording = house.inbox.parent / "wording"
    wording.mkdir()
    (wording / "letter.title.j2").write_text("[news] {{ subject }}", encoding="utf-8")
    house.home.mkdir()
    with sink_at() as sink:
        desk = Destination(name="desk", url=sink.url(), heartbeat="1d")
        settings = settings_of(house, desk, alerts=Alerts(templates=wording))
        with open_deliveries(house.home) as deliveries:
            deliveries.accept([event()], routes_of(settings), NOON)
        tell(settings)
        titles = sorted(sink.titles)

    assert caplog.messages == []
    assert titles == ["[news] truncated ×812 in wire (opened)", "wirehouse: heartbeat: the warehouse cannot be read"]


def test_wrong_templates_are_told_at_start(house: House) -> None:
    """Before anything is sent."""
    with pytest.raises(UsageError, match="there is no directory of templates"):
        check_telling(settings_of(house, alerts=Alerts(templates=house.inbox / "gone")))
    (house.inbox.parent / "wirehouse.toml").write_text(
        '[alerts]\ntemplates = "gone"\n[[destination]]\nname = "desk"\nurl = "json://127.0.0.1:9"\n'
    )
    done = wirehouse(house, "ingest", "inbox")

    assert done.returncode == 2
    assert "there is no directory of templates gone" in done.stderr
