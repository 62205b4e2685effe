"""What is wrong is told once, again after a day, and when it is over; and never is one without the other."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import duckdb
import pytest

from alerts.queue.queue import open_queue
from alerts.routing import Alerting
from cli.views.status import echo_status, read_status
from fake_queue import FakeQueue, open_fake_queue
from house import PROJECT, House, article_text
from pipeline.job import prepare_job, prepare_rerun
from pipeline.receipt import Receipt
from pipeline.reprocess import replay_quarantine
from pipeline.run import ingest_inbox
from schemas.rules import RULES
from settings.model import Settings
from warehouse.connection import LOADER, open_loader
from warehouse.errors import ReceiptError, RunError, WarehouseError
from warehouse.incidents.events import Event
from warehouse.incidents.incidents import Policy
from warehouse.incidents.outbox import events_of
from warehouse.load.replay import ReplaySelection, skip_scan
from warehouse.migrate import migrate
from warehouse.runs.runs import Run, begin_run, fail_run, finish_run
from warehouse.sql import run_sql

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(receipt: Receipt) -> list[tuple[str, str, str, int]]:
    """What a run changed: kind, rule, scope, files."""
    return [(event.kind, event.rule, event.scope, event.files) for event in receipt.events]


def at(house: House, now: datetime, policy: Policy | None = None, box: FakeQueue | None = None, **more: Any) -> Receipt:
    """A run at a moment, under a policy, through a fake queue."""
    settings = Settings(inbox=house.inbox, home=house.home, **{**house.settings, **more})
    alerting = Alerting(policy or Policy(), box.opened if box else None)
    return ingest_inbox(replace(prepare_job(settings, clock=lambda: now), alerting=alerting))


def fill(house: House, directory: str, count: int, text: str = "") -> None:
    """So many files, empty ones unless a text is given."""
    for number in range(count):
        house.write(f"{directory}{number:05}_{crc32(directory.encode()):08x}{number:08x}.txt", text)


@pytest.mark.parametrize("columns", ["60", "200"])
def test_id_to_copy_stands_whole_on_a_terminal(house: House, columns: str) -> None:
    """However narrow the terminal: an id that is broken over lines cannot be given to ``alerts ack``."""
    house.write("2026/001_00000000000000aa.txt", "")
    house.run()
    (incident,) = read_status(house.home)["incidents"]
    shell = f"stty cols {columns}; {sys.executable} -m cli status --home {house.home}"
    done = subprocess.run(
        [shutil.which("script") or "script", "-qec", shell, os.devnull],
        capture_output=True, text=True, check=False, cwd=PROJECT,
        env={name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}},
    )  # fmt: skip

    assert incident["incident_id"] in done.stdout


@pytest.fixture(name="box")
def _box(tmp_path: Path) -> Iterator[FakeQueue]:
    with open_fake_queue(tmp_path / "box.sqlite") as box:
        yield box


def test_ten_runs_tell_once_remind_once_and_resolve(house: House, box: FakeQueue) -> None:
    """The same rule in ten runs: opened, a reminder past the interval, and when it is mended, resolved."""
    fill(house, "wire/", 3)
    for number in range(10):
        at(house, START + number * HOUR, box=box)
    (row,) = house.rows("FROM incidents")
    assert [event.kind for event in box.events()] == ["opened"]
    assert (row["state"], row["files"], row["opened_at"]) == ("open", 3, START)
    assert house.loader("SELECT runs, reminders FROM incidents") == [(10, 0)]

    at(house, START + DAY, box=box)
    at(house, START + DAY + HOUR, box=box)
    shutil.rmtree(house.inbox / "wire")
    at(house, START + DAY + 2 * HOUR, box=box)
    at(house, START + 3 * DAY, box=box)

    opened, reminder, resolved = box.events()
    assert [opened.kind, reminder.kind, resolved.kind] == ["opened", "reminder", "resolved"]
    assert {event.incident_id for event in box.events()} == {row["incident_id"]}
    assert (reminder.at, reminder.runs, reminder.files) == (START + DAY, 11, 3)
    assert (resolved.files, resolved.examples) == (3, ())
    assert house.ask("SELECT state, resolved_at FROM incidents") == [("resolved", START + DAY + 2 * HOUR)]


def test_what_comes_back_is_another_incident(house: House) -> None:
    """A rule that fails again after it was resolved is told again."""
    house.write("a.txt", "")
    at(house, START)
    (house.inbox / "a.txt").unlink()
    at(house, START + HOUR)
    house.write("a.txt", "")

    assert told(at(house, START + 2 * HOUR)) == [("opened", "empty_file", "", 1)]
    assert house.ask("SELECT state FROM incidents ORDER BY incident_id") == [("resolved",), ("open",)]


def test_many_files_are_one_event_for_each_directory(house: House) -> None:
    """Hundreds of files that fail one rule are one incident in each first directory, with three examples in order."""
    fill(house, "wire/a/", 150)
    fill(house, "wire/b/", 150)
    fill(house, "it's/", 1, "{}")
    fill(house, "", 2)
    receipt = at(house, START)

    assert told(receipt) == [
        ("opened", "empty_file", "", 2),
        ("opened", "empty_file", "wire/", 300),
        ("opened", "not_an_article", "it's/", 1),
    ]
    _, event, other = receipt.events
    assert [example.path for example in event.examples] == sorted(house_paths(house, "wire/"))[:3]
    assert all(example.message for example in event.examples)
    assert event.message == "300 files are withheld."
    assert event.command == "wirehouse quarantine list --rule empty_file --path 'wire/*'"
    assert "it'\"'\"'s/*" in other.command
    assert event.remedy
    assert len({event.incident_id for event in receipt.events}) == 3


def house_paths(house: House, begin: str) -> list[str]:
    """Paths of the files that lie in a directory of the inbox."""
    paths = [str(path.relative_to(house.inbox)) for path in house.inbox.rglob("*.txt")]
    return [path for path in paths if path.startswith(begin)]


def test_examples_have_the_value_at_fault(house: House) -> None:
    """An example names path, value and message of the latest try, and follows what is withheld."""
    house.write("a.txt", article_text().replace("2025-03-04", "2025-02-31").replace("March 04, 2025 - 08:30", ""))
    (event,) = at(house, START).events
    assert event.examples[0].path == "a.txt"
    assert "2025-02-31" in (event.examples[0].value or "")

    (house.inbox / "a.txt").rename(house.inbox / "b.txt")
    assert at(house, START + HOUR).events == []
    (examples,) = house.ask("SELECT examples ->> '$[*].path' FROM incidents")[0]
    assert examples == ["b.txt"]


def test_acknowledging_silences_reminders_only(house: House, box: FakeQueue) -> None:
    """Who knows of it gets no reminder until the moment he named, but he is told that it is over."""
    house.write("a.txt", "")
    (event,) = at(house, START, box=box).events
    box.known = {event.incident_id: START + 3 * DAY}
    assert at(house, START + 2 * DAY, box=box).events == []
    assert house.loader("SELECT acknowledged_until FROM incidents") == [(START + 3 * DAY,)]
    assert [e.kind for e in at(house, START + 3 * DAY, box=box).events] == ["reminder"]
    box.known = {event.incident_id: None}
    assert at(house, START + 9 * DAY, box=box).events == []
    assert read_status(house.home)["incidents"][0]["acknowledged"] is True
    (house.inbox / "a.txt").unlink()
    assert [e.kind for e in at(house, START + 10 * DAY, box=box).events] == ["resolved"]


def test_a_run_that_breaks_is_told_and_the_next_one_resolves_it(
    house: House, box: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken run opens an incident, a second one counts it, a completed one resolves it."""
    house.write("a.txt", article_text())

    def broken(*_: object) -> None:
        msg = "the disk is strange\nand more of it"
        raise ValueError(msg)

    monkeypatch.setattr("pipeline.run.run_checks", broken)
    for number in range(2):
        with pytest.raises(RunError) as caught:
            at(house, START + number * HOUR, box=box)
        assert caught.value.recorded
        assert [event.rule for event in caught.value.events] == ["run_failed"][number:]
    (event,) = box.events()
    assert (event.kind, event.rule, event.message) == ("opened", "run_failed", "ValueError: the disk is strange")
    assert house.loader("SELECT runs, inbox FROM incidents") == [(2, str(house.inbox))]
    monkeypatch.undo()

    assert told(at(house, START + 2 * HOUR, box=box)) == [("resolved", "run_failed", "", 0)]
    assert [event.kind for event in box.events()] == ["opened", "resolved"]


def test_an_inbox_that_is_gone_is_an_incident_until_it_is_back(house: House) -> None:
    """A run that fails in its own words is told as well; a replay that is completed does not end it."""
    house.write("a.txt", "")
    at(house, START)
    away = house.inbox.rename(house.inbox.with_name("away"))
    with pytest.raises(WarehouseError):
        at(house, START + HOUR)
    replay_quarantine(prepare_rerun(Settings(home=house.home), "replay"), ReplaySelection(every=True))
    assert house.loader("SELECT rule FROM incidents WHERE state = 'open' ORDER BY rule") == [
        ("empty_file",), ("run_failed",),
    ]  # fmt: skip
    away.rename(house.inbox)

    assert told(at(house, START + 2 * HOUR)) == [("resolved", "run_failed", "", 0)]


def test_an_interrupted_run_is_no_incident(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who pressed Ctrl-C knows that the run did not end."""
    house.write("a.txt", article_text())

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.run.run_checks", interrupted)
    with pytest.raises(KeyboardInterrupt):
        at(house, START)

    assert house.loader("SELECT state FROM runs") == [("failed",)]
    assert house.loader("FROM incidents") == []


def test_a_dead_run_is_told_and_resolved(house: House) -> None:
    """A run that is found dead opens an incident, which the run that finds it resolves when it is completed."""
    house.write("a.txt", article_text())
    at(house, START)
    with open_loader(house.home / LOADER) as loader:
        loader.execute("UPDATE runs SET state = 'running', finished_at = NULL")

    assert told(at(house, START + HOUR)) == [("opened", "run_crashed", "", 0), ("resolved", "run_crashed", "", 0)]
    assert house.ask("SELECT state, severity FROM incidents") == [("resolved", "warning")]


def test_a_receipt_that_does_not_add_up_is_one_incident(house: House, box: FakeQueue) -> None:
    """It is told by its own rule, not as any failed run, and its run never counts as completed."""
    house.write("a.txt", article_text())
    at(house, START)
    with open_loader(house.home / LOADER) as loader:
        loader.execute("INSERT INTO articles FROM articles")
    house.write("b.txt", article_text("Another story"))
    with pytest.raises(ReceiptError) as caught:
        at(house, START + HOUR, box=box)

    assert caught.value.recorded
    assert [(event.kind, event.rule) for event in box.events()] == [("opened", "receipt_mismatch")]
    assert "articles, each once" in box.events()[0].message
    assert house.loader("SELECT state FROM runs ORDER BY run_id") == [("completed",), ("failed",)]
    with open_loader(house.home / LOADER) as loader:
        loader.execute("DELETE FROM articles WHERE rowid NOT IN (SELECT min(rowid) FROM articles GROUP BY article_id)")
    assert told(at(house, START + 2 * HOUR)) == [("resolved", "receipt_mismatch", "", 0)]


def test_what_cannot_be_published_is_an_incident(house: House, box: FakeQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loaded, but not published: told, and resolved by the publishing, in the readers' copy as well."""
    house.write("a.txt", article_text())
    monkeypatch.setattr("warehouse.publish.publish.PublishedCopy._command", lambda _draft: ["sh", "-c", "exit 3"])
    with pytest.raises(RunError) as caught:
        at(house, START, box=box)
    assert caught.value.recorded
    assert [(event.rule, event.inbox) for event in box.events()] == [("not_published", "")]
    monkeypatch.undo()

    assert told(at(house, START + HOUR, box=box)) == [("resolved", "not_published", "", 0)]
    assert [event.kind for event in box.events()] == ["opened", "resolved"]
    assert house.ask("SELECT state FROM incidents") == house.loader("SELECT state FROM incidents") == [("resolved",)]


def test_odd_runs_last_over_runs_that_did_not_check(house: House) -> None:
    """Silence opens an incident; a replay and a run that found it still leave it open; news resolve it."""
    limit = {"rules": {"freshness": {"limit": 5}}}
    house.write("a.txt", article_text())
    house.write("b.txt", "")
    at(house, START, **limit)
    assert ("opened", "freshness", "", 0) in told(at(house, START + 6 * HOUR, **limit))
    job = prepare_rerun(Settings(home=house.home, **limit), "replay", clock=lambda: START + 7 * HOUR)
    replay_quarantine(job, ReplaySelection(every=True))
    assert at(house, START + 8 * HOUR, **limit).events == []
    runs = house.loader("SELECT rule, runs FROM incidents ORDER BY rule")
    assert runs == [("empty_file", 4), ("freshness", 2)]
    house.write("c.txt", article_text("Fresh news"))

    assert told(at(house, START + 9 * HOUR, **limit)) == [("resolved", "freshness", "", 0)]


def test_rules_switched_off_or_to_warnings_resolve(house: House) -> None:
    """A rule that no longer withholds has no incident any more; one that is switched off neither."""
    limit = {"limit": 5}
    strict = {"headline_missing": "error", "freshness": limit}
    house.write("a.txt", article_text(headline=""))
    at(house, START, rules=strict)
    receipt = at(house, START + 6 * HOUR, rules=strict)
    assert told(receipt) == [("opened", "freshness", "", 0)]
    lenient = {"headline_missing": "warning", "freshness": {**limit, "severity": "off"}}
    receipt = at(house, START + 7 * HOUR, rules=lenient)

    assert Counter(told(receipt)) == Counter(
        [("resolved", "freshness", "", 0), ("resolved", "headline_missing", "", 1)]
    )
    messages = {event.rule: event.message for event in receipt.events}
    assert messages["freshness"] == "The rule is switched off."


def test_a_replay_by_command_resolves(house: House, box: FakeQueue) -> None:
    """What a replay frees is over at once, and it is handed over."""
    house.write("wire/a.txt", article_text(headline=""))
    at(house, START, rules={"headline_missing": "error"}, box=box)
    job = prepare_rerun(Settings(home=house.home), "replay", clock=lambda: START + HOUR)
    replay_quarantine(replace(job, alerting=Alerting(Policy(), box.opened)), ReplaySelection(every=True))

    assert [(event.kind, event.scope) for event in box.events()] == [("opened", "wire/"), ("resolved", "wire/")]
    assert house.ask("SELECT state FROM incidents") == [("resolved",)]


def test_warnings_are_incidents_if_asked_for(house: House) -> None:
    """A named warning opens one for each directory; runs that read nothing there leave it, others resolve it."""
    policy = Policy(warnings=("headline_missing",))
    house.write("wire/a.txt", article_text(headline=""))
    house.write("daily/b.txt", article_text(headline="", body="Another text."))
    assert told(at(house, START, policy)) == [
        ("opened", "headline_missing", "daily/", 1), ("opened", "headline_missing", "wire/", 1),
    ]  # fmt: skip
    house.write("wire/c.txt", article_text("With a headline"))
    receipt = at(house, START + HOUR, policy)
    assert told(receipt) == [("resolved", "headline_missing", "wire/", 1)]
    assert at(house, START + 2 * HOUR, policy).events == []

    assert told(at(house, START + 3 * HOUR)) == [("resolved", "headline_missing", "daily/", 1)]


def test_incidents_of_an_inbox_stay_until_its_own_runs(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Runs of another inbox leave them alone, and ``status`` shows them."""
    house.write("a.txt", "")
    at(house, START)
    second = House(house.inbox.with_name("second"), house.home)
    second.write("b.txt", "")
    assert told(at(second, START + 2 * DAY)) == [("opened", "empty_file", "", 1)]
    facts = read_status(house.home)

    assert [(row["inbox"], row["runs"]) for row in facts["incidents"]] == [
        (str(house.inbox), 1),
        (str(second.inbox), 1),
    ]
    echo_status(facts)
    assert "Incidents open 2" in capsys.readouterr().out


def test_readers_get_a_change_once(house: House, box: FakeQueue) -> None:
    """A resolved incident is published though no file was read; one that only lasts is not published by every run."""
    limit = {"rules": {"freshness": {"limit": 5, "severity": "error"}}}
    house.write("a.txt", article_text())
    at(house, START, box=box, **limit)
    assert at(house, START + 6 * HOUR, box=box, **limit).run["published_at"]
    assert not at(house, START + 7 * HOUR, box=box, **limit).run["published_at"]
    row = {
        "alert_id": "a1", "destination": "desk", "kind": "opened", "rule": "freshness", "inbox": str(house.inbox),
        "title": "Silence", "incident_ids": ["x"], "state": "waiting", "created_at": START, "attempts": 1,
        "last_attempt": START, "next_attempt": START + HOUR, "sent_at": None, "last_error": "no answer",
    }  # fmt: skip
    box.sent = [row]
    assert at(house, START + 8 * HOUR, box=box, **limit).run["published_at"]
    box.sent = [{**row, "attempts": 2, "last_attempt": START + HOUR, "state": "sending"}]
    assert not at(house, START + 9 * HOUR, box=box, **limit).run["published_at"]
    assert house.loader("SELECT attempts, state FROM alerts") == [(2, "sending")]
    box.sent = [{**row, "state": "sent", "attempts": 3, "sent_at": START + 2 * HOUR}]
    assert at(house, START + 10 * HOUR, box=box, **limit).run["published_at"]

    assert house.ask("SELECT state, attempts, sent_at, incident_ids FROM alerts") == [
        ("sent", 3, START + 2 * HOUR, ["x"])
    ]
    assert house.ask("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'outbox'") == [(0,)]


def test_troubles_of_the_deliveries_are_shown_and_left_to_them(house: House, box: FakeQueue) -> None:
    """What no run could write is a row for readers; no run resolves it, and a completed one says that it may end."""
    house.write("a.txt", article_text())
    trouble = {
        "incident_id": "t1", "rule": "destination_down", "severity": "warning", "inbox": "", "scope": "desk",
        "state": "open", "opened_at": START, "opened_run": None, "last_seen_at": START, "last_run": None, "runs": 1,
        "files": 0, "most_files": 0, "message": "It does not answer.", "examples": [], "told_at": START,
        "reminders": 0, "acknowledged_until": None, "resolved_at": None, "resolved_run": None,
    }  # fmt: skip
    box.of_its_own = [trouble]
    at(house, START, box=box)
    box.known = {"t1": None}
    at(house, START + 2 * DAY, box=box)
    assert house.ask("SELECT rule, state FROM incidents") == [("destination_down", "open")]
    assert read_status(house.home)["incidents"][0]["acknowledged"] is True
    assert box.events() == []
    assert set(box.ended) == {("run_failed", str(house.inbox))}
    box.of_its_own = [{**trouble, "state": "resolved", "resolved_at": START + 3 * DAY}]
    at(house, START + 3 * DAY, box=box)

    assert house.ask("SELECT state, resolved_at FROM incidents") == [("resolved", START + 3 * DAY)]


def test_a_queue_that_fails_fails_no_run(
    house: House, box: FakeQueue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be handed over is told, waits, and is handed over by the next run."""
    house.write("a.txt", "")

    def failing(*_: object) -> None:
        msg = "no room"
        raise OSError(msg)

    monkeypatch.setattr(FakeQueue, "enqueue", failing)
    assert at(house, START, box=box).run["state"] == "completed"
    assert "alerts cannot be queued (OSError: no room)" in caplog.text
    assert house.loader("SELECT count(*) FROM outbox WHERE handed_at IS NULL") == [(1,)]
    monkeypatch.undo()
    at(house, START + HOUR, box=box)

    assert [event.kind for event in box.events()] == ["opened"]
    assert house.loader("SELECT count(*) FROM outbox WHERE handed_at IS NULL") == [(0,)]


def test_status_knows_at_once(house: House) -> None:
    """Who knows of an incident, what no run could write and that it is over, before the next run takes it over."""
    fill(house, "", 1)
    house.run()
    with open_queue(house.home) as deliveries:
        (first,) = read_status(house.home)["incidents"]
        deliveries.acknowledge(first["incident_id"], None, START)
        deliveries.open_system_incident("run_failed", "/in", "error", "The disk is full.", START)
        seen = read_status(house.home)["incidents"]
        house.run()
        deliveries.resolve_system_incident("run_failed", "/in", START + HOUR)
        deliveries.acknowledge(first["incident_id"], START, START)
        later = read_status(house.home)["incidents"]

    assert (first["rule"], first["acknowledged"]) == ("empty_file", False)
    assert [(row["rule"], row["acknowledged"]) for row in seen] == [("run_failed", False), ("empty_file", True)]
    assert seen[0].keys() >= first.keys()
    assert [(row["rule"], row["acknowledged"]) for row in later] == [("empty_file", False)]


def test_status_of_a_damaged_loader(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """What is damaged is said first, then what readers know, and that runs fail."""
    fill(house, "", 1)
    house.run()
    (house.home / LOADER).write_bytes(b"no database" * 2_000)
    with open_queue(house.home) as deliveries:
        deliveries.open_system_incident("run_failed", "/in", "error", "It cannot be opened.", START)
    facts = read_status(house.home)
    echo_status(facts)

    assert "wirehouse.duckdb cannot be opened" in capsys.readouterr().out.splitlines()[0]
    assert [row["rule"] for row in facts["incidents"]] == ["run_failed", "empty_file"]


def test_what_was_handed_over_is_forgotten_in_time(house: House, box: FakeQueue) -> None:
    """After three months; an incident that is open by then is not handed over as if it were new."""
    fill(house, "", 1)
    at(house, START, box=box)
    at(house, START + 89 * DAY, Policy(remind=None), box)
    kept = house.loader("SELECT kind FROM outbox ORDER BY ALL")
    at(house, START + 91 * DAY, Policy(remind=None), box)

    assert ("opened",) in kept
    assert house.loader("SELECT key FROM outbox WHERE handed_at < TIMESTAMPTZ '2026-03-02 09:00+00'") == []
    assert [event.kind for event in box.events() if event.rule == "empty_file"] == ["opened"]


def test_a_run_says_what_it_opened(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """The receipt has the events, as JSON too, and the command prints a line for each rule."""
    from cli.views.receipt import echo_outcome
    from pipeline.each_inbox import InboxResult

    fill(house, "wire/", 2)
    fill(house, "", 1)
    receipt = at(house, START)
    echo_outcome(InboxResult(Settings(inbox=house.inbox, home=house.home), receipt), dry_run=False)
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("incident ")]

    first = receipt.events[0].incident_id
    assert said == [f"incident opened: empty_file in 2 places, 3 files ({first}, …)"]
    facts = receipt.as_json()["incidents"]
    assert [(fact["kind"], fact["at"]) for fact in facts] == [("opened", START)] * 2
    assert isinstance(receipt.events[0], Event)


def test_a_dry_run_opens_nothing(house: House) -> None:
    """It knows nothing of the runs before, and tells of no incident."""
    house.write("a.txt", "")
    assert house.run(dry_run=True).events == []
    assert not house.home.exists()


def test_a_replay_that_cannot_be_published_names_a_run(
    house: House, box: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its incident belongs to the last of its runs, and is over when readers have everything."""
    house.write("a.txt", article_text(headline=""))
    at(house, START, rules={"headline_missing": "error"}, box=box)
    monkeypatch.setattr("warehouse.publish.publish.PublishedCopy._command", lambda _draft: ["sh", "-c", "exit 3"])
    job = prepare_rerun(Settings(home=house.home), "replay", clock=lambda: START + HOUR)
    with pytest.raises(RunError):
        replay_quarantine(replace(job, alerting=Alerting(Policy(), box.opened)), ReplaySelection(every=True))
    monkeypatch.undo()

    asked = "SELECT kind FROM incidents JOIN runs ON run_id = opened_run WHERE rule = 'not_published'"
    assert house.loader(asked) == [("replay",)]
    assert [event.rule for event in box.events()] == ["headline_missing", "headline_missing", "not_published"]
    assert told(at(house, START + 2 * HOUR, box=box)) == [("resolved", "not_published", "", 0)]


def test_each_field_that_drifts_is_an_incident() -> None:
    """A field that is missing more often has one of its own; a run that failed has checked nothing."""
    with duckdb.connect(":memory:") as connection:
        migrate(connection)
        skip_scan(connection)

        def run(hour: int, *fields: str, fails: bool = False) -> list[tuple[str, str, str]]:
            now = START + hour * HOUR
            made = Run(f"{now:%Y%m%dT%H%M%S}-{hour:04}", "/inbox", now, "p", "c", 1, "here")
            begin_run(connection, made, list(RULES.values()))
            for field in fields:
                odd = {"rule": "completeness_drift", "field": field, "value": "50%", "message": f"{field} is missing."}
                run_sql(
                    connection, "runs/checks", "insert_run_issues", {"run_id": made.run_id, "inbox": "/inbox", **odd}
                )
            if fails:
                fail_run(connection, made, "It broke.", now)
            else:
                finish_run(connection, made, {}, now)
            return [(event.kind, event.rule, event.scope) for event in events_of(connection, made.run_id)]

        drift = "completeness_drift"
        assert run(1, "byline", "dateline") == [("opened", drift, "byline"), ("opened", drift, "dateline")]
        assert run(2, fails=True) == [("opened", "run_failed", "")]
        assert run(3, "byline") == [("resolved", drift, "dateline"), ("resolved", "run_failed", "")]
        assert connection.execute("SELECT runs FROM incidents WHERE scope = 'byline'").fetchone() == (2,)


def test_a_warning_that_becomes_an_error_is_the_same_incident(house: House) -> None:
    """The severity follows the settings; it is told once."""
    policy = Policy(warnings=("headline_missing",))
    house.write("wire/a.txt", article_text(headline=""))
    (event,) = at(house, START, policy).events
    house.write("wire/a.txt", article_text(headline="", body="Revised."))

    assert at(house, START + HOUR, policy, rules={"headline_missing": "error"}).events == []
    asked = "SELECT incident_id, severity, runs, message FROM incidents"
    assert house.loader(asked) == [(event.incident_id, "error", 2, "1 file is withheld.")]
