"""Alerts arrive: whatever a destination does, nothing is lost, nothing is doubled but by an unclear end, in order."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.pacing import OFTEN, SELDOM, send_interval
from alerts.transport.process import destination_lock
from house import PROJECT
from settings.destinations import Destination
from sinks import NOON, Post, Sink, event, sink_at


def post_to(home: Path, *sinks: Sink, **given: Any) -> Post:
    """A home whose destinations are these sinks, named a, b and so on."""
    given = {"timeout": 30.0, "rate": "", **given}
    return Post(home, tuple(Destination(name="abc"[at], url=sink.url(), **given) for at, sink in enumerate(sinks)))


@pytest.fixture(name="sink")
def _sink() -> Any:
    with sink_at() as sink:
        yield sink


def test_one_rule_is_one_message(tmp_path: Path, sink: Sink) -> None:
    """Ten thousand events of one rule are one message, which carries its key in the header and as its last line."""
    post = post_to(tmp_path, sink)
    post.enqueue(*(event(f"i{number}") for number in range(10_000)))

    outcome = post.send()["a"]
    assert (outcome.sent, outcome.waiting, outcome.error) == (1, 0, None)
    (arrival,) = sink.arrivals
    assert arrival.text.splitlines()[-1] == f"alert {arrival.key}"
    assert [row["state"] for row in post.alerts()] == ["sent"]
    assert len(post.alerts()[0]["incident_ids"]) == 10_000
    assert post.send()["a"].sent == 0


def test_same_event_is_told_once(tmp_path: Path, sink: Sink) -> None:
    """Handed over twice, as after a crash, it is known by its key."""
    post = post_to(tmp_path, sink)
    post.enqueue(event())
    post.enqueue(event())
    post.send()
    post.enqueue(event())
    post.send()

    assert len(sink.arrivals) == 1


@pytest.mark.parametrize("mode", ["500", "503", "404", "429"])
def test_refused_is_sent_later_in_one(tmp_path: Path, sink: Sink, mode: str) -> None:
    """What was surely not taken waits, and says with it what came since: one message with both."""
    sink.mode = mode
    post = post_to(tmp_path, sink)
    post.enqueue(event())
    failed = post.send()["a"]
    assert (failed.sent, failed.waiting) == (0, 1)
    assert mode in str(failed.error)
    post.enqueue(event(kind="resolved"))
    sink.mode = "ok"
    post.wait(hours=2)
    post.send()

    assert [title.rpartition("(")[2] for title in sink.titles] == ["opened+resolved)"]
    assert sorted(row["state"] for row in post.alerts()) == ["merged", "sent"]
    assert post.fares("a")["failing_since"] is None


@pytest.mark.parametrize("mode", ["hang", "close", "drip", "take and hang", "take and close", "504"])
def test_unclear_end_repeats_the_same(tmp_path: Path, sink: Sink, mode: str) -> None:
    """What may have been taken is repeated as it was, with its key; what came since follows it, in its order."""
    sink.mode = mode
    post = post_to(tmp_path, sink, timeout=3.0)
    post.enqueue(event())
    assert post.send()["a"].sent == 0
    assert [row["state"] for row in post.alerts()] == ["unclear"]
    post.enqueue(event(kind="resolved"), event("other"))
    sink.mode = "ok"
    post.destinations = post_to(tmp_path, sink).destinations
    post.wait(hours=2)
    assert post.send()["a"].waiting == 0

    once = list(dict.fromkeys(sink.keys))
    assert len(once) == 3
    assert Counter(sink.keys)[once[0]] == (2 if mode.startswith("take") else 1)
    titles = {arrival.key: arrival.title for arrival in sink.arrivals}
    assert [titles[key].rpartition("(")[2] for key in once] == ["opened)", "opened)", "resolved)"]
    assert len({(arrival.key, arrival.text) for arrival in sink.arrivals}) == 3


@pytest.mark.parametrize("later", ["500", "503"])
def test_unclear_end_stays_unclear_while_it_is_down(tmp_path: Path, sink: Sink, later: str) -> None:
    """What may have been taken is repeated as it was, also after the destination was down for a while."""
    post = post_to(tmp_path, sink)
    post.enqueue(event())
    for mode in ("take and close", later, later):
        sink.mode = mode
        post.send()
        post.wait(hours=2)
    post.enqueue(event(kind="resolved"))
    sink.mode = "ok"
    post.send(force=True)

    first, again, over = sink.arrivals
    assert (again.key, again.title, again.text) == (first.key, first.title, first.text)
    assert "resolved" in over.title


def test_down_and_back(tmp_path: Path) -> None:
    """While nobody listens nothing is lost; it rests longer from one failure to the next, and arrives at last."""
    with sink_at() as sink:
        port = sink.port
    post = post_to(tmp_path, sink)
    rests = []
    for number in range(9):
        post.enqueue(event(f"i{number}"))
        assert post.send()["a"].error == "it cannot be reached"
        rests.append((post.fares("a")["hold_until"] - post.now).total_seconds())
        assert post.send()["a"].error is None, "it rests"
        post.wait(hours=2)

    assert all(22 <= rest / 2**number <= 38 for number, rest in enumerate(rests[:7]))
    assert max(rests) <= 3_600 * 1.25
    with sink_at(port) as back:
        assert post.send()["a"].sent == 1
        assert len(back.arrivals) == 1
        (sent,) = [row for row in post.alerts() if row["state"] == "sent"]
        assert sorted(sent["incident_ids"]) == [f"i{number}" for number in range(9)]


def test_forced_pass_waits_for_nothing(tmp_path: Path, sink: Sink) -> None:
    """Whoever asks for it has tried at once what rests: the destination, and a message that was refused."""
    post = post_to(tmp_path, sink)
    post.enqueue(event("a"), event("b", rule="too_large"))
    post.send()
    assert len(sink.arrivals) == 2
    post.enqueue(event("c"), event("d", rule="too_large"))
    for mode, attempts in (("503", 3), ("404", 5), ("ok", 7)):
        sink.mode = mode
        post.send(force=True)
        assert sink.attempts == attempts
        post.send()
        assert sink.attempts == attempts, "what was not taken rests"

    assert post.fares("a")["waiting"] == 0


def test_failing_one_delays_nobody(tmp_path: Path, sink: Sink) -> None:
    """The message of one destination arrives while another still hangs."""
    with sink_at(mode="hang") as other:
        post = post_to(tmp_path, other, sink, timeout=60.0)
        post.enqueue(event())
        sending = threading.Thread(target=post.send)
        sending.start()
        assert sink.arrived.wait(60)
        assert other.asked.wait(60)
        assert sending.is_alive()
        other.go.set()
        sending.join()

    assert len(sink.arrivals) == 1


@pytest.mark.parametrize("mode", ["close", "hang", "500"])
def test_stubborn_message_lets_others_pass(tmp_path: Path, sink: Sink, mode: str) -> None:
    """A message that fails again and again may be at fault itself: others are tried, too."""
    post = post_to(tmp_path, sink, timeout=3.0)
    sink.mode = mode
    post.enqueue(event("bad", rule="truncated"))
    for _ in range(4):
        post.send()
        post.wait(hours=2)
    attempts = sink.attempts
    post.enqueue(event("good", rule="too_large", at=NOON + timedelta(hours=1)))
    post.send()

    assert attempts == 4
    assert sink.attempts == 6


def test_order_of_an_incident_is_kept(tmp_path: Path, sink: Sink) -> None:
    """Opened, reminded, resolved arrive in this order, each in a message of its own if there was time."""
    post = post_to(tmp_path, sink)
    for change in (event(), event(kind="reminder", number=1), event(kind="resolved")):
        post.enqueue(change)
        post.send()

    assert [title.rpartition("(")[2] for title in sink.titles] == ["opened)", "reminder)", "resolved)"]


def test_limit_merges_what_it_holds_back(tmp_path: Path, sink: Sink) -> None:
    """Past its limit a destination gets one message that says how many it stands for, and nothing more until then."""
    post = post_to(tmp_path, sink, rate="3/h")
    post.enqueue(*(event(f"{rule}{number}", rule=rule) for rule in "abcdefgh" for number in range(20)))
    assert post.send()["a"].sent == 3
    assert sink.titles[2] == "wirehouse: 6 messages in one"
    assert all(f"== wirehouse: {rule} in /wire (opened)" in sink.arrivals[2].text for rule in "cdefgh")
    post.enqueue(event("late", rule="x"), event("later", rule="y"))
    assert post.send()["a"].sent == 0
    post.wait(minutes=61)
    post.send()

    assert len(sink.arrivals) == 5
    assert post.fares("a")["waiting"] == 0


def test_routes(tmp_path: Path) -> None:
    """Each destination is told of its severities, rules and inboxes; an inbox is given by name or path."""
    with sink_at() as one, sink_at() as two, sink_at() as three:
        (tmp_path / "wire").mkdir()
        wire = str(tmp_path / "wire")
        post = Post(
            tmp_path,
            (
                Destination(name="grave", url=one.url(), min_severity="error"),
                Destination(name="rules", url=two.url(), rules=("truncated",)),
                Destination(name="wire", url=three.url(), inboxes=(wire,)),
            ),
        )
        post.enqueue(
            event("a", severity="warning", inbox=wire),
            event("b", rule="too_large", inbox="/daily"),
            event("c", rule="run_failed", inbox=""),
        )
        post.send()

        assert [len(sink.arrivals) for sink in (one, two, three)] == [2, 1, 2]


def test_quiet_hours_hold_back(tmp_path: Path, sink: Sink) -> None:
    """Warnings wait until morning and are told then; an error passes, with what its incident has waiting."""
    post = post_to(tmp_path, sink, quiet="22:00-07:00")
    post.settings = {"timezone": "Asia/Ho_Chi_Minh"}
    post.now = NOON.replace(hour=18)  # 01:00 there
    post.enqueue(event("w", severity="warning", rule="silent_edit"), event("e"))
    assert post.send()["a"].waiting == 1
    assert len(sink.arrivals) == 1
    post.wait(hours=6, minutes=1)
    post.send()

    assert [title.split()[1] for title in sink.titles] == ["truncated", "silent_edit"]


def test_nobody_tries_often_what_is_not_due(tmp_path: Path, sink: Sink) -> None:
    """In quiet hours, until they are over soon; while a destination rests for long; never if nothing waits."""
    post = post_to(tmp_path, sink, quiet="11:00-14:00")
    assert send_interval(post.chosen, post.now) is None
    post.enqueue(event(severity="warning"))
    paces = [send_interval(post.chosen, post.now + timedelta(minutes=minutes)) for minutes in (0, 104, 105, 120)]
    sink.mode = "500"
    post.wait(hours=2)
    for _ in range(8):
        post.send(force=True)
    paces.append(send_interval(post.chosen, post.now))
    sink.mode = "ok"
    post.send(force=True)

    assert paces == [SELDOM, SELDOM, OFTEN, OFTEN, SELDOM]
    assert send_interval(post.chosen, post.now) is None


def test_staying_down_is_told_to_others(tmp_path: Path, sink: Sink) -> None:
    """A destination that fails for a quarter of an hour is an incident, told to the others, once; so is its end."""
    with sink_at() as dead:
        pass
    post = post_to(tmp_path, dead, sink)
    post.enqueue(event())
    for _ in range(4):
        post.send()
        post.wait(minutes=16)
    down = [title for title in sink.titles if "destination_down" in title]
    assert len(down) == 1
    with sink_at(dead.port) as back:
        post.wait(hours=1)
        post.send()
        post.send()
        assert not any("destination_down" in title for title in back.titles)

    kinds = [title.rpartition("(")[2] for title in sink.titles if "destination_down" in title]
    assert kinds == ["opened)", "resolved)"]


def test_removed_and_added_destinations(tmp_path: Path, sink: Sink) -> None:
    """What waits for one that was removed is shown; one that is added later gets what comes later."""
    post = post_to(tmp_path, sink)
    post.enqueue(event("early"))
    post.destinations = (Destination(name="new", url=sink.url()),)
    post.send()
    assert sink.arrivals == []
    assert post.fares("a")["waiting"] == 1
    post.enqueue(event("late"))
    post.send()

    assert len(sink.arrivals) == 1
    assert "late" in sink.arrivals[0].text


_SENDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from settings.destinations import Destination
from alerts.sender import send_due
from settings.model import Settings

home, url = Path(sys.argv[1]), sys.argv[2]
print("up", flush=True)
send_due(Settings(home=home, destinations=(Destination(name="a", url=url, rate=""),)), force=True)
"""


def start_sender(home: Path, sink: Sink) -> subprocess.Popen[bytes]:
    """A process that sends what waits."""
    return subprocess.Popen(
        [sys.executable, "-c", _SENDER, str(home), sink.url()],
        env={**os.environ, "PYTHONPATH": str(PROJECT)}, stdout=subprocess.PIPE,
    )  # fmt: skip


def test_kills_lose_nothing(tmp_path: Path, sink: Sink) -> None:
    """However often a sender is killed, every message arrives; at most the one in flight repeats, with its key."""
    post = post_to(tmp_path, sink)
    rules = [f"rule{number:02}" for number in range(40)]
    post.enqueue(*(event(rule, rule=rule) for rule in rules))
    kills = 0
    while post.fares("a")["waiting"]:
        seen = len(sink.arrivals)
        with start_sender(tmp_path, sink) as sender:
            while sender.poll() is None and len(sink.arrivals) < seen + 4:
                time.sleep(0.002)
            if sender.poll() is None:
                sender.send_signal(signal.SIGKILL)
                kills += 1
        post.now = max(post.now, NOON)

    assert kills > 5
    counts = Counter(sink.keys)
    assert len(counts) == len(rules)
    assert {title.split()[1] for title in sink.titles} == set(rules)
    assert sum(counts.values()) <= len(rules) + kills
    assert len({(arrival.key, arrival.text) for arrival in sink.arrivals}) == len(rules)


def test_two_senders_send_once(tmp_path: Path, sink: Sink) -> None:
    """Two processes at once: each message arrives once."""
    post = post_to(tmp_path, sink)
    post.enqueue(*(event(f"rule{number}", rule=f"rule{number}") for number in range(30)))
    senders = [start_sender(tmp_path, sink) for _ in range(3)]
    for sender in senders:
        sender.communicate(timeout=120)
    post.send()

    assert sorted(Counter(sink.keys).values()) == [1] * 30


def test_busy_destination_is_left_alone(tmp_path: Path, sink: Sink) -> None:
    """While another process sends to it, nobody else does."""
    post = post_to(tmp_path, sink)
    post.enqueue(event())
    with destination_lock(tmp_path, "a"):
        assert post.send()["a"].busy

    assert sink.attempts == 0


def test_template_that_fails_is_no_silence(tmp_path: Path, sink: Sink) -> None:
    """If a message cannot be made, the fallback message is sent, and the failure is reported."""
    post = post_to(tmp_path, sink)
    post.enqueue(event())

    def broken(events: Any) -> Any:
        raise KeyError(events[0].key)

    results = [post.send(compose=broken)["a"], post.send()["a"]]

    assert results[0].sent == 1
    assert results[0].error == "a message cannot be made (KeyError); it is sent without its template"
    assert results[1].error is None
    assert [title.split()[1] for title in sink.titles] == ["truncated"]
