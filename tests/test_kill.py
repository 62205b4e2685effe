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
from conftest import House, article_text
from indexed import ORDER, POSTINGS

_OF_INCIDENTS = (
    "incident_id", "opened_at", "opened_run", "last_seen_at", "last_run", "runs", "told_at", "resolved_at",
    "resolved_run",
)  # fmt: skip
_TABLES = {
    "articles": ("run_id", "first_created", "version_created"),
    "article_versions": ("run_id", "first_created", "version_created", "valid_from", "valid_to"),
    "article_images": (),
    "spans": (),
    "issues": ("run_id",),
    "quarantine": ("run_id", "first_seen"),
    "files": ("run_id", "first_seen", "last_read"),
    "incidents": _OF_INCIDENTS,
    "outbox": ("key", "incident_id", "created_at", "run_id", "event", "handed_at"),
    "search_documents": ("document_id", "signs"),
}
"""Every table that a load fills, with its columns of run ids, times and numbers of runs."""
_NOT_COMPARED = {
    "incidents": "rule <> 'run_crashed'",
    "outbox": "incident_id NOT IN (SELECT incident_id FROM incidents WHERE rule = 'run_crashed')",
}
"""Rows that only one of the compared can have: an incident that tells of the kills."""
_KILLS = 6


def contents(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for run ids and times, in an order of their own."""
    with duckdb.connect(str(home / "wirehouse.duckdb"), read_only=True) as connection:
        connection.execute(f"ATTACH '{home / 'originals.duckdb'}' AS kept (READ_ONLY)")
        found = {"originals": sorted(connection.execute("SELECT sha256, size, bytes FROM kept.originals").fetchall())}
        for table, left_out in _TABLES.items():
            columns = f"* EXCLUDE ({', '.join(left_out)})" if left_out else "*"
            where = _NOT_COMPARED.get(table, "true")
            found[table] = connection.execute(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY ALL").fetchall()
        found |= {"postings": connection.execute(POSTINGS).fetchall(), "words": connection.execute(ORDER).fetchall()}
    return found


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
