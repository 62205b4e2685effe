"""Alerts and runs: what fails before it begins is told, sending is no part of a run's success, watchers send."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROJECT, House
from sinks import Post, Sink, event, sink_at

from flows.destinations import Destination
from flows.errors import FlowError, LockedError, RunError, UsageError
from flows.posting import send_due
from flows.settings import Settings
from flows.troubles import troubles_told
from flows.ways import run_plainly
from warehouse.connection import LOADER
from warehouse.deliveries import open_deliveries
from warehouse.errors import WarehouseDamagedError


def environment() -> dict[str, str]:
    """For our commands."""
    return {**os.environ, "PYTHONPATH": str(PROJECT), "WIREHOUSE_SETTLE": "0", "WIREHOUSE_WORKERS": "1"}


def ingest(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One ``wirehouse ingest`` in a directory."""
    return subprocess.run(
        [sys.executable, "-m", "flows", "ingest", *words], cwd=folder, env=environment(), capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip


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


@pytest.mark.parametrize("error", [RunError("written down"), LockedError("another run"), UsageError("no such inbox")])
def test_what_is_told_otherwise_is_no_trouble(house: House, error: FlowError) -> None:
    """What a run has written down itself, another run that is at work, a mistake of whoever asked."""
    error.recorded = True
    with pytest.raises(type(error)), troubles_told(Settings(inbox=house.inbox, home=house.home)):
        raise error

    assert not house.home.exists()


def test_sending_does_not_change_the_exit_code(tmp_path: Path) -> None:
    """A destination that refuses is one line on stderr; a dry run sends nothing."""
    with sink_at(mode="500") as sink:
        configure(tmp_path, sink).tell(event())
        assert ingest(tmp_path, "--dry-run").returncode == 0
        assert sink.attempts == 0
        done = ingest(tmp_path, "--json")

    assert done.returncode == 0
    assert done.stderr.strip() == "wirehouse: alerts: a: it answered with HTTP 500; 1 waiting"
    assert sink.attempts == 1


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
        post.tell(event("before"))
        out = tmp_path / "out"
        with (
            out.open("w") as words,
            subprocess.Popen(
                [sys.executable, "-m", "flows", "watch"], cwd=tmp_path, env=environment(), stdout=words, stderr=words
            ) as watcher,
        ):
            for attempts in (1, 2):
                until(lambda attempts=attempts: sink.attempts >= attempts and post.fares("a")["failures"] >= attempts)
                awaken(post)
            sink.mode = "ok"
            awaken(post)
            until(lambda: sink.arrivals)
            post.tell(event("later", rule="too_large"))
            until(lambda: len(sink.arrivals) == 2)
            watcher.send_signal(signal.SIGTERM)
            assert watcher.wait(60) == 0

    told = [line for line in out.read_text().splitlines() if "alerts:" in line]
    assert [line.partition("alerts: ")[2] for line in told] == [
        "a: it answered with HTTP 500; 1 waiting", "a: it works again",
    ]  # fmt: skip


def awaken(post: Post) -> None:
    """Let a destination rest no longer."""
    with open_deliveries(post.home) as deliveries:
        deliveries.connection.execute("UPDATE destinations SET hold_until = NULL")
