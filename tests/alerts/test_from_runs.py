"""Alerts and runs: what fails before it begins is told, sending is no part of a run's success, watchers send."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from alerts.failures import failures_reported
from alerts.queue.queue import open_queue
from alerts.sender import send_due
from cli.views.status import read_status
from commands import run_command
from flows.launch import run_plainly
from house import House, article_text
from settings.destinations import Destination
from settings.model import Settings
from sinks import Post, Sink, event, sink_at
from warehouse.connection import LOADER, ORIGINALS, open_loader
from warehouse.errors import LockedError, RunError, UsageError, WarehouseDamagedError, WarehouseError


def environment() -> dict[str, str]:
    """For our commands."""
    return {**os.environ, "WIREHOUSE_SETTLE": "0", "WIREHOUSE_WORKERS": "1"}


def wirehouse(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command in a directory."""
    return run_command(words, folder, environment())


def configure(folder: Path, sink: Sink) -> Post:
    """Settings of one destination, and its queue."""
    (folder / "wirehouse.toml").write_text(f'[[destination]]\nname = "a"\nurl = "{sink.url()}"\n', encoding="utf-8")
    (folder / "seeds").mkdir()
    (folder / "var").mkdir()
    return Post(folder / "var", (Destination(name="a", url=sink.url()),))


def test_failure_before_a_run_begins_is_told(house: House) -> None:
    """A loader that cannot be opened is an incident that the loader cannot hold; the next completed run ends it."""
    with sink_at() as sink:
        settings = Settings(
            inbox=house.inbox, home=house.home, settle=0, destinations=(Destination(name="a", url=sink.url()),)
        )
        house.home.mkdir()
        (house.home / LOADER).write_bytes(b"no database" * 2_000)
        for _ in range(3):
            with pytest.raises(WarehouseDamagedError):
                run_plainly(settings)
            send_due(settings)
        (house.home / LOADER).unlink()
        run_plainly(settings)
        run_plainly(settings)
        send_due(settings)

    assert [title.rpartition("(")[2] for title in sink.titles] == ["opened)", "resolved)"]
    assert "wirehouse.duckdb" in sink.arrivals[0].text


@pytest.mark.parametrize("begins", ["before a run", "in a run"])
def test_failure_is_one_incident_wherever_it_is(house: House, begins: str) -> None:
    """Before a run could begin and in one: told once, counted, and ended once by the next completed run."""
    with sink_at() as sink:
        settings = Settings(
            inbox=house.inbox, home=house.home, settle=0, destinations=(Destination(name="a", url=sink.url()),)
        )
        run_plainly(settings)
        away = house.inbox.with_name("away")

        def fail_in_a_run() -> None:
            house.inbox.rename(away)
            with pytest.raises(WarehouseError):
                run_plainly(settings)
            away.rename(house.inbox)

        def fail_before() -> None:
            kept = (house.home / LOADER).read_bytes()
            (house.home / LOADER).write_bytes(b"no database" * 2_000)
            with pytest.raises(WarehouseDamagedError):
                run_plainly(settings)
            (house.home / LOADER).write_bytes(kept)

        failures = [fail_before, fail_in_a_run]
        for fail in failures if begins == "before a run" else reversed(failures):
            fail()
            send_due(settings)
        (row,) = read_status(house.home)["incidents"]
        run_plainly(settings)
        send_due(settings)

    assert row["rule"] == "run_failed"
    assert [title.rpartition("(")[2] for title in sink.titles] == ["opened)", "resolved)"]
    assert read_status(house.home)["incidents"] == []


def test_failure_that_the_database_forgot_is_over_all_the_same(house: House) -> None:
    """The loader that had the incident is lost, and made again from a copy that has it not: the end is told, once."""
    with sink_at() as sink:
        settings = Settings(
            inbox=house.inbox, home=house.home, settle=0, destinations=(Destination(name="a", url=sink.url()),)
        )
        house.write("a.txt", article_text("A story", body="Its text."))
        run_plainly(settings)
        away = house.inbox.with_name("away")
        house.inbox.rename(away)
        with pytest.raises(WarehouseError):
            run_plainly(settings)
        away.rename(house.inbox)
        send_due(settings)
        (house.home / LOADER).unlink()
        for _ in range(2):
            run_plainly(settings)
            send_due(settings)

    assert [title.rpartition("(")[2] for title in sink.titles] == ["opened)", "resolved)"]


@pytest.mark.parametrize("error", [RunError("written down"), LockedError("another run"), UsageError("no such inbox")])
def test_what_is_reported_otherwise_is_no_system_incident(house: House, error: WarehouseError) -> None:
    """What a run has written down itself, another run that is at work, a mistake of whoever asked."""
    error.recorded = True
    with pytest.raises(type(error)), failures_reported(Settings(inbox=house.inbox, home=house.home)):
        raise error

    assert not house.home.exists()


def test_sending_does_not_change_the_exit_code(tmp_path: Path) -> None:
    """A destination that refuses is one line on stderr; a dry run sends nothing."""
    with sink_at(mode="500") as sink:
        configure(tmp_path, sink).enqueue(event())
        assert wirehouse(tmp_path, "ingest", "--dry-run").returncode == 0
        assert sink.attempts == 0
        done = wirehouse(tmp_path, "ingest", "--json")

    assert done.returncode == 0
    assert done.stderr.strip() == "wirehouse: alerts: a: it answered with HTTP 500; 1 waiting"
    assert sink.attempts == 1


def test_verification_that_finds_a_fault_is_told(tmp_path: Path) -> None:
    """Once, until one finds none; what only hashing again finds only hashing again ends. Off is off."""
    with sink_at() as sink:
        configure(tmp_path, sink)
        (tmp_path / "seeds" / "a.txt").write_text("", encoding="utf-8")
        wirehouse(tmp_path, "ingest")
        sink.arrivals.clear()
        originals = tmp_path / "var" / ORIGINALS
        kept = originals.read_bytes()
        originals.unlink()
        off = subprocess.run(
            [sys.executable, "-m", "cli", "verify"], cwd=tmp_path, capture_output=True, timeout=120, check=False,
            env=environment() | {"WIREHOUSE_RULES__VERIFY_FAILED": "off"},
        )  # fmt: skip
        codes = [off.returncode, *(wirehouse(tmp_path, "verify").returncode for _ in range(2))]
        assert [title.partition(" ")[2] for title in sink.titles] == ["verify_failed (opened)"]
        assert "originals_kept" in sink.arrivals[0].text
        assert "    wirehouse verify\n" in sink.arrivals[0].text
        originals.write_bytes(kept)
        with open_loader(originals) as connection:
            connection.execute("UPDATE originals SET bytes = 'other'")
        codes += [wirehouse(tmp_path, "verify", *words).returncode for words in (["--deep"], [])]
        originals.write_bytes(kept)
        codes.append(wirehouse(tmp_path, "verify", "--deep").returncode)

    assert codes == [1, 1, 1, 1, 0, 0]
    told = [re.sub(r".*(verify_failed).*\((\w+)\)", r"\1 \2", title) for title in sink.titles]
    assert told == [f"verify_failed {kind}" for kind in ("opened", "resolved", "opened", "resolved")], sink.titles


def test_replay_and_digest_by_hand_are_sent(tmp_path: Path) -> None:
    """Like what an ingest finds: at the end of the command. A dry run sends nothing."""
    with sink_at() as sink:
        configure(tmp_path, sink)
        settings = tmp_path / "wirehouse.toml"
        settings.write_text(settings.read_text(encoding="utf-8") + "digest = true\n", encoding="utf-8")
        text = article_text("A story", body="Its text.").replace("A story", "")
        (tmp_path / "seeds" / "a.txt").write_text(text, encoding="utf-8")
        strict = environment() | {"WIREHOUSE_RULES__HEADLINE_MISSING": "error"}
        subprocess.run([sys.executable, "-m", "cli", "ingest"], cwd=tmp_path, env=strict, timeout=120, check=True)
        wirehouse(tmp_path, "quarantine", "replay", "--dry-run")
        before = len(sink.titles)
        done = [wirehouse(tmp_path, "quarantine", "replay"), wirehouse(tmp_path, "alerts", "digest", "--send")]

    assert [one.returncode for one in done] == [0, 0]
    assert before == 1
    assert "headline_missing" in sink.titles[0]
    assert "(resolved)" in sink.titles[1]
    assert sink.keys[2].startswith("digest:")
    assert len(sink.keys) == 3


def until(look: Callable[[], object]) -> None:
    """Wait until something is so; a hang fails the test."""
    deadline = time.monotonic() + 60
    while not look():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.05)


def test_watcher_sends_and_tries_again(tmp_path: Path) -> None:
    """It sends what waits by itself, tells once that a destination fails and once that it works again."""
    with sink_at(mode="500") as sink:
        post = configure(tmp_path, sink)
        post.enqueue(event("before"))
        out = tmp_path / "out"
        with (
            out.open("w") as words,
            subprocess.Popen(
                [sys.executable, "-m", "cli", "watch"], cwd=tmp_path, env=environment(), stdout=words, stderr=words
            ) as watcher,
        ):
            for attempts in (1, 2):
                until(lambda attempts=attempts: sink.attempts >= attempts and post.fares("a")["failures"] >= attempts)
                awaken(post)
            sink.mode = "ok"
            awaken(post)
            until(lambda: sink.arrivals)
            post.enqueue(event("later", rule="too_large"))
            until(lambda: len(sink.arrivals) == 2)
            watcher.send_signal(signal.SIGTERM)
            assert watcher.wait(60) == 0

    told = [line for line in out.read_text().splitlines() if "alerts:" in line]
    assert [line.partition("alerts: ")[2] for line in told] == [
        "a: it answered with HTTP 500; 1 waiting", "a: it works again",
    ]  # fmt: skip


def awaken(post: Post) -> None:
    """Let a destination rest no longer."""
    with open_queue(post.home) as queue:
        queue.connection.execute("UPDATE destinations SET hold_until = NULL")
