"""What arrives in a watched inbox is loaded by itself, whatever happens to the inbox, the warehouse or the watcher."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import House, article_text
from filelock import FileLock

from flows.settling import GROWING
from flows.tidings import Tidings
from warehouse.errors import DatabaseError, WarehouseError

_PATIENCE = 30.0
_BEGUN = "watching"


class Watcher:
    """A ``wirehouse watch`` of its own process, and what it has printed so far."""

    def __init__(self, house: House, *words: str, **variables: str) -> None:
        self.house = house
        self.log = house.home.parent / "watch.log"
        given = {"WIREHOUSE_SETTLE": "0.05", "WIREHOUSE_WORKERS": "1", "PREFECT_API_URL": "", **variables}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows", "watch", str(house.inbox), "--home", str(house.home), *words],
                env={**os.environ, **given}, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    @property
    def told(self) -> list[str]:
        """The lines printed, without the times."""
        return [line.partition(" ")[2].partition(" ")[2] for line in self.log.read_text().splitlines()]

    def tells(self, part: str, times: int = 1) -> None:
        """Wait until that many lines with this part are printed."""
        until(lambda: sum(part in line for line in self.told) >= times, lambda: f"{part!r} in {self.told}")

    def loads(self, count: int) -> None:
        """Wait until that many files are published as read."""
        until(lambda: published(self.house) == count, lambda: f"{count} files; {published(self.house)}; {self.told}")

    def end(self, sent: signal.Signals = signal.SIGTERM) -> int:
        """Ask for an end; the exit code."""
        self.process.send_signal(sent)
        return self.process.wait(_PATIENCE)


def until(reached: Callable[[], bool], wanted: Callable[[], str]) -> None:
    """Wait for something to become so."""
    deadline = time.monotonic() + _PATIENCE
    while not reached():
        if time.monotonic() > deadline:
            pytest.fail(f"in {_PATIENCE} s not reached: {wanted()}")
        time.sleep(0.05)


def published(house: House) -> int | None:
    """Files that the published database knows as being in the inbox."""
    try:
        return int(house.ask("SELECT count(*) FROM files WHERE missing_since IS NULL")[0][0])
    except (DatabaseError, WarehouseError):
        return None


@contextmanager
def watching(house: House, *words: str, **variables: str) -> Iterator[Watcher]:
    """A watcher at work, killed at the end if it is still there."""
    watcher = Watcher(house, *words, **variables)
    try:
        watcher.tells(_BEGUN)
        yield watcher
    finally:
        watcher.process.kill()
        watcher.process.wait()


def name(number: int) -> str:
    """A file's name."""
    return f"{number:03}_{number:016x}.txt"


def drop(house: House, number: int, place: str = "") -> None:
    """Put an article into the inbox."""
    house.write(place + name(number), article_text(f"Story {number}", body=f"Text {number}."))


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_dropped_file_arrives_and_a_signal_ends_with_0(house: House, sent: signal.Signals) -> None:
    """A file is loaded when it comes; asked to end the watcher does, and another run can begin."""
    with watching(house) as watcher:
        drop(house, 1)
        watcher.loads(1)
        drop(house, 2)
        watcher.loads(2)
        assert watcher.end(sent) == 0
        assert watcher.told[-1] == "ended; what is not loaded stays pending"

    assert house.classes(lock_timeout=0) == {"unchanged": 2}


def test_burst_is_loaded_in_few_runs_of_a_line_each(house: House) -> None:
    """Files that come together are loaded together; every run that did something says so, and no other."""
    with watching(house) as watcher:
        for number in range(300):
            drop(house, number)
        watcher.loads(300)
        watcher.end()

    runs = house.loader("SELECT count(*) FROM runs WHERE loaded > 0")
    assert 1 <= runs[0][0] <= 10
    assert len([line for line in watcher.told if " loaded (" in line]) == runs[0][0]


def test_directory_moved_in_and_its_later_files(house: House, tmp_path: Path) -> None:
    """The files of a directory that is moved in are loaded, and what is written into it afterwards."""
    outside = House(tmp_path / "outside", house.home)
    for number in range(20):
        drop(outside, number, "deep/er/")
    with watching(house) as watcher:
        watcher.process.poll()
        outside.inbox.rename(house.inbox / "moved")
        watcher.loads(20)
        drop(house, 21, "moved/deep/er/")
        watcher.loads(21)


def test_inbox_removed_and_made_again(house: House) -> None:
    """It is told once that the inbox is gone, and once that it is back; what comes then is loaded."""
    drop(house, 1)
    with watching(house) as watcher:
        watcher.loads(1)
        shutil.rmtree(house.inbox)
        watcher.tells("create it or name another")
        house.inbox.mkdir()
        watcher.tells("it works again")
        drop(house, 2)
        watcher.loads(1)
        until(lambda: house.ask("SELECT path FROM files WHERE missing_since IS NULL") == [(name(2),)], lambda: "file 2")
        drop(house, 3)
        watcher.loads(2)
        assert len([line for line in watcher.told if "create it or name another" in line]) == 1


def test_slowly_written_file_is_loaded_whole(house: House) -> None:
    """A file that is written in pieces is loaded as one version, when it is finished."""
    text = article_text("A long story", body="\n\n".join(f"Paragraph {number}." for number in range(30))).encode()
    with watching(house, WIREHOUSE_SETTLE="0.6") as watcher:
        with (house.inbox / name(1)).open("wb", buffering=0) as file:
            for at in range(0, len(text), len(text) // 10):
                file.write(text[at : at + len(text) // 10])
                time.sleep(0.15)
        watcher.loads(1)

    assert house.ask("SELECT count(*) FROM article_versions") == [(1,)]
    assert house.ask("SELECT size FROM files") == [(len(text),)]


def test_killed_watcher_loses_and_doubles_nothing(house: House) -> None:
    """After a kill in the middle of a load the next watcher finishes it."""
    for number in range(1_000):
        drop(house, number)
    with watching(house, WIREHOUSE_BATCH_FILES="50") as watcher:
        until((house.home / "originals.duckdb").exists, lambda: "a batch at work")
        watcher.process.kill()
        watcher.process.wait()
    with watching(house) as watcher:
        watcher.loads(1_000)
        assert watcher.end() == 0

    assert house.loader("SELECT count(*), count(DISTINCT article_id) FROM article_versions") == [(1_000, 1_000)]


def test_asked_to_end_in_a_load_it_publishes_whole_batches(house: House) -> None:
    """A run that is asked to finish is completed and published as it stands; the rest stays pending."""
    for number in range(1_000):
        drop(house, number)
    with watching(house, WIREHOUSE_BATCH_FILES="20") as watcher:
        until((house.home / "originals.duckdb").exists, lambda: "a batch at work")
        assert watcher.end() == 0

    ((state, read, unsettled),) = house.loader('SELECT state, "read", unsettled FROM runs')
    assert (state, read + unsettled) == ("completed", 1_000)
    assert 0 < read < 1_000
    assert published(house) == read
    assert house.classes()["loaded"] == unsettled


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file_is_told_once_and_its_end(house: House) -> None:
    """A file that cannot be read is told once, hinders no other, and is loaded when it can be read."""
    drop(house, 1)
    (house.inbox / name(1)).chmod(0)
    with watching(house, WIREHOUSE_RECONCILE="1") as watcher:
        watcher.tells("permission denied")
        drop(house, 2)
        watcher.loads(1)
        (house.inbox / name(1)).chmod(0o644)
        watcher.tells("no longer pending")
        watcher.loads(2)
        assert len([line for line in watcher.told if "permission denied" in line]) == 1


def test_damaged_file_is_told_once(house: House) -> None:
    """A file that is withheld is told when it is, and not again."""
    house.write(name(1), "{}")
    with watching(house, WIREHOUSE_RECONCILE="1") as watcher:
        watcher.tells("1 quarantined")
        drop(house, 2)
        watcher.loads(2)
        watcher.end()

    assert len([line for line in watcher.told if "quarantined" in line]) == 1


def test_locked_warehouse_is_told_once_and_its_end(house: House) -> None:
    """Another run that takes long is waited for."""
    house.home.mkdir()
    with watching(house, WIREHOUSE_LOCK_TIMEOUT="0.1") as watcher:
        with FileLock(house.home / "wirehouse.lock"):
            drop(house, 1)
            watcher.tells("holds")
            failed = time.monotonic()
            until(lambda: time.monotonic() > failed + 3, lambda: "another try")
        watcher.loads(1)
        watcher.tells("it works again")
        assert len([line for line in watcher.told if "holds" in line]) == 1


def test_absent_prefect_is_told_and_runs_go_on(house: House) -> None:
    """The load does not depend on Prefect's API."""
    drop(house, 1)
    with watching(house, PREFECT_API_URL="http://127.0.0.1:9/api") as watcher:
        watcher.loads(1)
        drop(house, 2)
        watcher.loads(2)
        assert len([line for line in watcher.told if "does not answer: runs go on without it" in line]) == 1
        assert watcher.end() == 0


def test_mistyped_inbox_is_told_at_once(house: House) -> None:
    """A watcher of what is not there does not wait for it."""
    house.inbox.rmdir()
    watcher = Watcher(house)

    assert watcher.process.wait(_PATIENCE) == 2
    assert "does not exist" in watcher.log.read_text()


def test_what_stays_pending_is_told_once_and_its_end() -> None:
    """A reason is told when it begins or changes and when it ends, but not one that passes by itself."""
    lines: list[str] = []
    tidings = Tidings("inbox", lines.append)
    for reasons in ({"a": "no permission", "b": GROWING}, {"a": "no permission"}, {"a": "disk fault"}, {}, {}):
        tidings.tell_unread(reasons)
    for reason in ("run 20261122-a1 broke down", "run 20261123-b2 broke down", "the disk is full"):
        tidings.tell_trouble(reason)
    tidings.tell_run(None)
    tidings.tell_run(None)

    assert [line.removeprefix("inbox: ") for line in lines] == [
        "stays pending: a, no permission",
        "stays pending: a, disk fault",
        "no longer pending: a",
        "run 20261122-a1 broke down; it is tried again by itself",
        "the disk is full; it is tried again by itself",
        "it works again",
    ]
