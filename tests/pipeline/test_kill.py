"""A kill at any instant loses nothing and doubles nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from contents import contents
from house import House, article_text

_KILLS = 6


def start(house: House, home: Path, errors: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    """A run in a process group of its own, in small batches over two processes."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "ingest", str(house.inbox), "--home", str(home), "--no-prefect"],
        env={**os.environ, "WIREHOUSE_BATCH_FILES": "100", "WIREHOUSE_WORKERS": "2", "WIREHOUSE_SETTLE": "0"},
        stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True,
    )  # fmt: skip


def fill(house: House) -> None:
    """Articles, bad files, copies, and several texts of one article."""
    for number in range(2_200):
        name = f"{number % 10}/{number:04}_{number // 2 * 2 if number % 50 == 1 else number:016x}.txt"
        kind = number % 40
        text = (
            ""
            if kind == 7
            else "{}"
            if kind == 8
            else article_text(f"Story {number - (kind == 9)}", body=f"Text {number - (kind == 9)}.")
        )
        os.utime(house.write(name, text), ns=(number, number))


def test_kills_change_nothing(house: House, tmp_path: Path) -> None:
    """After kills at random moments and one run to the end the tables equal those of an undisturbed load."""
    fill(house)
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    begun = time.monotonic()
    assert start(house, undisturbed).wait() == 0
    length = time.monotonic() - begun
    moments = random.Random(20261122)  # noqa: S311  a seeded choice is wanted
    for _ in range(_KILLS):
        run = start(house, disturbed)
        time.sleep(moments.uniform(0.2, 0.9) * length)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    last = start(house, disturbed, subprocess.PIPE)
    _, errors = last.communicate()

    assert (last.returncode, errors) == (0, b"")
    assert contents(disturbed) == contents(undisturbed)
    with duckdb.connect(str(disturbed / "published.duckdb"), read_only=True) as published:
        (articles,) = published.execute("SELECT count(*) FROM articles").fetchone() or (0,)
        states = {state for (state,) in published.execute("SELECT DISTINCT state FROM runs").fetchall()}
    assert articles == len(contents(undisturbed)["articles"])
    assert states <= {"crashed", "completed"}


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_says_so_and_the_next_one_goes_on(house: House, sent: signal.Signals) -> None:
    """An interrupt ends a run with one sentence and exit code 1; its row says so, and nothing is lost."""
    fill(house)
    run = start(house, house.home, subprocess.PIPE)
    while not (house.home / "originals.duckdb").exists():  # the first batch is at work
        time.sleep(0.01)
    run.send_signal(sent)
    _, errors = run.communicate()

    told = "wirehouse: interrupted; what was committed stays, and the next run goes on from there\n"
    assert (run.returncode, errors.decode().lstrip()) == (1, told)
    assert house.loader("SELECT state FROM runs") == [("failed",)]
    last = start(house, house.home)
    assert last.wait() == 0
    assert house.loader("SELECT count(*) FROM files") == [(2_200,)]
