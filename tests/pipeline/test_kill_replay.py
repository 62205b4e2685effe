"""A kill at any instant of a replay or a reparse loses nothing and doubles nothing."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from contents import contents
from house import PROJECT, House, article_text

_KILLS = 4
_SMALL = {"WIREHOUSE_BATCH_FILES": "100", "WIREHOUSE_WORKERS": "2", "WIREHOUSE_SETTLE": "0"}


def start(house: House, home: Path, *words: str, **variables: str) -> "subprocess.Popen[bytes]":
    """A command in a process group of its own, in small batches over two processes."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli", *words, "--home", str(home)],
        env={**os.environ, **_SMALL, "WIREHOUSE_INBOX": str(house.inbox), **variables},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def fill(house: House) -> None:
    """Articles with and without a header, empty files, copies, and several texts of one article."""
    for number in range(2_400):
        identity = number // 2 * 2 if number % 50 == 1 else number
        text = article_text(f"Story {number}", body=f"Text {number}.").replace("Home Economy", "Home Business")
        if number % 40 == 7:
            text = ""
        elif number % 40 == 9:
            text = article_text("Story twice").split("\n", 1)[1]
        elif number % 3:
            text = text.split("\n", 1)[1]
        os.utime(house.write(f"{number % 10}/{number:04}_{identity:016x}.txt", text), ns=(number, number))


def to_end(run: "subprocess.Popen[bytes]") -> None:
    """Wait for a run that is to end well."""
    _, errors = run.communicate()
    assert (run.returncode, errors) == (0, b"")


@pytest.mark.parametrize("words", [("ingest", "--no-prefect"), ("reparse",)], ids=["replay", "reparse"])
def test_kills_change_nothing(house: House, tmp_path: Path, words: tuple[str, ...]) -> None:
    """After kills at random moments and one run to the end the tables equal those of an undisturbed one."""
    fill(house)
    ours = (PROJECT / "articles" / "outlets" / "profiles" / "vietnamnews.toml").read_text(encoding="utf-8")
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(ours.replace('"Economy" = ["Business"]', '"Economy" = []\n"Business" = []'), encoding="utf-8")
    new.write_text(ours, encoding="utf-8")
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    held = {"WIREHOUSE_RULES__HEADER_MISSING": "error"} if words[0] == "ingest" else {}
    to_end(start(house, undisturbed, "ingest", "--no-prefect", WIREHOUSE_PROFILE=str(old), **held))
    shutil.copytree(undisturbed, disturbed)
    changed = {"WIREHOUSE_PROFILE": str(new if words[0] == "reparse" else old)}

    begun = time.monotonic()
    to_end(start(house, undisturbed, *words, **changed))
    length = time.monotonic() - begun
    moments = random.Random(20261122)  # noqa: S311  a seeded choice is wanted
    for _ in range(_KILLS):
        run = start(house, disturbed, *words, **changed)
        time.sleep(moments.uniform(0.3, 0.95) * length)
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
    to_end(start(house, disturbed, *words, **changed))

    assert contents(disturbed) == contents(undisturbed)
    with duckdb.connect(str(disturbed / "published.duckdb"), read_only=True) as published:
        (articles,) = published.execute("SELECT count(*) FROM article_versions").fetchone() or (0,)
        (done,) = published.execute("SELECT sum(freed + renewed) FROM runs").fetchone() or (0,)
        states = {state for (state,) in published.execute("SELECT DISTINCT state FROM runs").fetchall()}
    assert articles == len(contents(undisturbed)["article_versions"])
    assert done > 1_000
    assert states <= {"crashed", "completed"}
