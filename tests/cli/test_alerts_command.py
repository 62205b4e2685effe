"""``wirehouse alerts list`` and ``ack``, and what ``status`` says of messages."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alerts.acknowledge import choose_incident
from alerts.queue.queue import QUEUE_FILE, open_queue
from alerts.queue.route import Route
from cli.views.alerts import delivery_text
from commands import wirehouse
from house import House, article_text
from incident_rows import keep_incident
from message_cases import event
from warehouse.connection import LOADER, open_loader
from warehouse.errors import UsageError

NOW = datetime.now(UTC)
DESK = "desk"


@pytest.fixture(name="told")
def _told(house: House) -> House:
    """Two notices, for two destinations, one sent and one that was tried; an event that waits."""
    house.home.mkdir()
    with open_queue(house.home) as queue:
        queue.enqueue_notice("n1", "desk", "First \x1b[31mred", "text", "<p>", NOW - timedelta(hours=3))
        queue.enqueue_notice("n2", "mail", "Second", "text", "<p>", NOW - timedelta(hours=2))
        queue.enqueue([event()], [Route("mail")], NOW - timedelta(hours=1))
        change = "UPDATE alerts SET state = 'sent', attempts = 1, sent_at = ? WHERE alert_id = 'n1'"
        queue.connection.execute(change, [(NOW - timedelta(hours=3)).isoformat()])
        change = "UPDATE alerts SET attempts = 4, next_attempt = ?, last_error = 'refused' WHERE alert_id = 'n2'"
        queue.connection.execute(change, [(NOW + timedelta(hours=5)).isoformat()])
        queue.connection.execute(
            "INSERT INTO destinations (name, failures, failing_since, last_error) VALUES ('mail', 4, ?, 'refused')",
            [(NOW - timedelta(hours=2)).isoformat()],
        )
    return house


def listed(house: House, *words: str) -> dict[str, list[dict[str, Any]]]:
    """What ``alerts list --json`` prints."""
    done = wirehouse(house, "alerts", "list", "--json", *words)
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], ["n2", "n1"]),
        (["--waiting"], ["n2"]),
        (["--destination", "desk"], ["n1"]),
        (["--destination", "desk", "--waiting"], []),
        (["--limit", "1"], ["n2"]),
    ],
)
def test_list_has_the_latest_first(told: House, words: list[str], wanted: list[str]) -> None:
    """Each filter leaves out what it says."""
    assert [row["alert_id"] for row in listed(told, *words)["alerts"]] == wanted


def test_list_tells_what_waits(told: House) -> None:
    """Tries, the next one in words, the last error, and what waits for each destination in a sentence."""
    text = wirehouse(told, "alerts", "list").stdout

    assert re.search(r"waiting, tried again in 4 h 5\d min", text)
    assert "refused" in text
    assert "2 messages wait for mail since" in text
    assert "destination mail is down since" in text
    assert "\x1b" not in text
    waiting = {row["name"]: row["waiting"] for row in listed(told)["destinations"]}
    assert waiting.get("mail") == 2
    assert waiting.get("desk", 0) == 0


def test_list_of_nothing(house: House) -> None:
    """Without a queue nothing was told, and none is made by looking."""
    house.home.mkdir()

    assert wirehouse(house, "alerts", "list").stdout == "No message was sent, and none waits.\n"
    assert listed(house) == {"alerts": [], "destinations": []}
    assert not (house.home / QUEUE_FILE).exists()


def test_list_knows_its_destinations(told: House) -> None:
    """A wrong name is told with the nearest; one of the settings that was told nothing yet is right."""
    (told.inbox.parent / "wirehouse.toml").write_text('[[destination]]\nname = "chat"\nurl = "json://127.0.0.1:9"\n')
    wrong = wirehouse(told, "alerts", "list", "--destination", "dek")

    assert wrong.returncode == 2
    assert "did you mean desk?" in wrong.stderr
    assert listed(told, "--destination", "chat")["alerts"] == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"state": "waiting", "next_attempt": None}, "waiting, due now"),
        ({"state": "waiting", "next_attempt": NOW - timedelta(minutes=1)}, "waiting, due now"),
        ({"state": "waiting", "next_attempt": NOW + timedelta(seconds=40)}, "waiting, tried again in 40 s"),
        ({"state": "unclear", "next_attempt": NOW + timedelta(hours=26)},
         "unclear whether it arrived, tried again in 1 d 2 h"),
        ({"state": "sending", "next_attempt": None}, "being sent"),
        ({"state": "merged", "next_attempt": None}, "merged into a later one"),
    ],
)  # fmt: skip
def test_states_in_words(row: dict[str, Any], words: str) -> None:
    """A message's state is a phrase that says when it goes on."""
    assert delivery_text(row | {"sent_at": None}, NOW) == words


def test_status_tells_what_waits(told: House) -> None:
    """Messages that wait and destinations that are down are told after the rest, and are in the JSON."""
    told.write("a.txt", article_text())
    told.run()
    text = wirehouse(told, "status").stdout
    facts = json.loads(wirehouse(told, "status", "--json").stdout)

    assert "2 messages wait for mail since" in text
    assert "destination mail is down since" in text
    assert re.search(r"\(2 h( \d+ min)?\): refused", text)
    assert [(row["name"], row["waiting"]) for row in facts["undelivered"]] == [("mail", 2)]


def test_status_says_if_it_cannot_know(told: House) -> None:
    """A queue that cannot be read does not hide the rest."""
    told.run()
    (told.home / QUEUE_FILE).write_bytes(b"no database" * 1_000)
    done = wirehouse(told, "status")

    assert done.returncode == 0
    assert "Last run" in done.stdout
    assert "What waits to be told is unknown" in done.stdout


@pytest.fixture(name="ill")
def _ill(house: House) -> House:
    """Two open incidents and one that is over, written by runs; one that no run could write."""
    house.run()
    with open_loader(house.home / LOADER) as loader:
        loader.execute("DROP TABLE IF EXISTS incidents")
    keep_incident(house, "20261122T203000Z-truncated-4f2a", rule="truncated")
    keep_incident(house, "20261122T203000Z-volume-77aa", rule="volume")
    keep_incident(house, "20261120T203000Z-volume-0001", state="resolved", resolved_at=NOW)
    with open_queue(house.home) as queue:
        queue.open_system_incident("run_failed", "", "error", "no space left", NOW)
    return house


def silenced(house: House) -> dict[str, datetime | None]:
    """What is acknowledged, and until when."""
    with open_queue(house.home) as queue:
        return queue.acknowledged(datetime.now(UTC))


@pytest.mark.parametrize("name", ["20261122T203000Z-truncated-4f2a", "20261122T203000Z-t"])
def test_ack_takes_an_id_or_its_beginning(ill: House, name: str) -> None:
    """While it lasts no reminder comes, and it is said that the end is told."""
    done = wirehouse(ill, "alerts", "ack", name)

    assert done.returncode == 0
    assert "when it is over, that is told" in done.stdout
    assert silenced(ill) == {"20261122T203000Z-truncated-4f2a": None}


@pytest.mark.parametrize(
    ("until", "days"),
    [("2d", 2.0), ("12h", 0.5), (f"{NOW + timedelta(days=30):%Y-%m-%dT%H:%M:%S+00:00}", 30.0)],
    ids=["days", "hours", "date"],
)
def test_ack_until(ill: House, until: str, days: float) -> None:
    """A span counts from now; a date is the moment itself."""
    done = wirehouse(ill, "alerts", "ack", "20261122T203000Z-v", "--until", until, "--json")
    (moment,) = silenced(ill).values()

    assert moment is not None
    assert abs((moment - NOW).total_seconds() / 86_400 - days) < 0.01
    assert datetime.fromisoformat(json.loads(done.stdout)["until"]) == moment


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["20261122T203000Z"], "is the beginning of 2 open incidents: 20261122T203000Z-truncated-4f2a, "),
        (["20261122T203000Z-truncatd-4f2a"], "did you mean 20261122T203000Z-truncated-4f2a"),
        (["20261120T203000Z-volume-0001"], "is over since"),
        ([""], "there is no open incident"),
        (["20261122T203000Z-t", "--until", "2020-01-01"], "'2020-01-01' has passed"),
        (["20261122T203000Z-t", "--until", "soon"], "'soon' is neither an age"),
        (["20261122T203000Z-t", "--until", "9999999w"], "is neither an age"),
    ],
)
def test_ack_of_what_is_not_open_is_told(ill: House, words: list[str], told: str) -> None:
    """The nearest, or those that it could be, are named; nothing is silenced."""
    done = wirehouse(ill, "alerts", "ack", *words)

    assert done.returncode == 2
    assert told in done.stderr
    assert silenced(ill) == {}


def test_ack_of_what_no_run_could_write(ill: House) -> None:
    """An incident is found though the warehouse cannot be opened: that is when it is wanted."""
    with open_queue(ill.home) as queue:
        (trouble,) = queue.system_incidents()
    (ill.home / LOADER).write_bytes(b"no database" * 1_000)
    (ill.home / "published.duckdb").unlink()
    done = wirehouse(ill, "alerts", "ack", trouble["incident_id"])

    assert done.returncode == 0
    assert list(silenced(ill)) == [trouble["incident_id"]]


def test_no_incident_at_all() -> None:
    """Where nothing is open that is what is said."""
    with pytest.raises(UsageError, match="none is open"):
        choose_incident([], "2026")
