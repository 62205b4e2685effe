"""What arrives in a watched inbox is loaded by itself, whatever happens to the inbox, the warehouse or the watcher."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from filelock import FileLock

from house import House, article_text
from pipeline.intake.pending import GROWING
from pipeline.receipt import READ, SEEN
from pipeline.verify.verify import verify_home
from pipeline.watch.log import WatchLog
from settings.model import Settings
from warehouse.connection import LOADER, DatabaseError, open_read_only
from warehouse.errors import WarehouseError
from warehouse.home import original_text
from warehouse.sql import rows_of

_PATIENCE = 30.0
_BEGUN = "watching"


class Watcher:
    """A ``wirehouse watch`` of its own process, and what it has printed so far."""

    def __init__(self, house: House, *words: str, under: Sequence[str] = (), **variables: str) -> None:
        self.house = house
        self.log = house.home.parent / "watch.log"
        given = {"WIREHOUSE_SETTLE": "0.05", "WIREHOUSE_WORKERS": "1", "PREFECT_API_URL": "", **variables}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*under, sys.executable, "-m", "cli", "watch", str(house.inbox), "--home", str(house.home), *words],
                env={**os.environ, **given}, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    @property
    def told(self) -> list[str]:
        """The lines printed, without the times."""
        return [line.partition(" ")[2].partition(" ")[2] for line in self.log.read_text().splitlines()]

    def tells(self, part: str, times: int = 1) -> None:
        """Wait until that many lines with this part are printed."""
        until(lambda: sum(part in line for line in self.told) >= times, lambda: f"{part!r} in {self.told}")

    def loads(self, count: int, patience: float = _PATIENCE) -> None:
        """Wait until that many files are published as read."""
        found = lambda: f"{count} files; {published(self.house)}; {self.told}"  # noqa: E731
        until(lambda: published(self.house) == count, found, patience)

    def end(self, sent: signal.Signals = signal.SIGTERM) -> int:
        """Ask for an end; the exit code."""
        self.process.send_signal(sent)
        return self.process.wait(_PATIENCE)


def until(reached: Callable[[], bool], wanted: Callable[[], str], patience: float = _PATIENCE) -> None:
    """Wait for something to become so."""
    deadline = time.monotonic() + patience
    while not reached():
        if time.monotonic() > deadline:
            pytest.fail(f"in {patience} s not reached: {wanted()}")
        time.sleep(0.05)


def published(house: House) -> int | None:
    """Files that the published database knows as being in the inbox."""
    try:
        return int(house.ask("SELECT count(*) FROM files WHERE missing_since IS NULL")[0][0])
    except (DatabaseError, WarehouseError):
        return None


@contextmanager
def watching(house: House, *words: str, under: Sequence[str] = (), **variables: str) -> Iterator[Watcher]:
    """A watcher at work, killed at the end if it is still there."""
    watcher = Watcher(house, *words, under=under, **variables)
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


def settled_runs(house: House) -> list[dict[str, int]]:
    """The receipts of the runs, which add up, after verify has found that everything agrees."""
    chosen = Settings(inbox=house.inbox, home=house.home)
    assert [finding for finding in verify_home(chosen, deep=True).findings if finding.kind != "note"] == []
    with open_read_only(house.home / LOADER) as loader:
        runs = rows_of(loader.execute("SELECT * FROM runs"))
    for run in runs:
        assert run["seen"] == sum(run[part] for part in SEEN)
        assert run["read"] == sum(run[part] for part in READ)
    return runs


def replace_for(house: House, number: int, seconds: float) -> str:
    """Replace a file ten times a second, in place and by renaming in turn; its last text."""
    deadline = time.monotonic() + seconds
    nth = 0
    while time.monotonic() < deadline:
        nth += 1
        text = article_text(f"Story {number}", body=f"This is text {nth} of it.")
        house.write(name(number) if nth % 2 else f".{number}.tmp", text)
        if not nth % 2:
            (house.inbox / f".{number}.tmp").rename(house.inbox / name(number))
        time.sleep(0.1)
    return text


def test_file_replaced_ten_times_a_second(house: House) -> None:
    """It is loaded when it has come to rest, as it is then, and makes few versions and few runs meanwhile."""
    with watching(house, WIREHOUSE_SETTLE="0.5") as watcher:
        last = replace_for(house, 1, 6)
        until(lambda: published_text(house, 1) == last, lambda: f"the last text; {watcher.told}")
        assert watcher.end() == 0

    runs = settled_runs(house)
    assert len(runs) < 15
    assert 1 <= sum(run["loaded"] for run in runs) < 10


def published_text(house: House, number: int) -> str | None:
    """The original of the article that readers have as current."""
    if published(house) is None:
        return None
    found = house.ask("SELECT sha256 FROM articles WHERE article_id = ?", f"{number:016x}")
    return original_text(house.home, found[0][0]) if found else None


@contextmanager
def growing(path: Path) -> Iterator[None]:
    """A file that grows ten times a second for as long as the block lasts."""
    over = Event()

    def grow() -> None:
        with path.open("w", buffering=1) as file:
            while not over.wait(0.1):
                file.write("It goes on and on.\n")

    writer = Thread(target=grow)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def test_file_that_changes_for_ever_hinders_nobody(house: House) -> None:
    """What is finished beside it is loaded; it does not make a run of its own again and again."""
    with growing(house.inbox / name(1)), watching(house, WIREHOUSE_SETTLE="1.5") as watcher:
        for number in range(2, 5):
            drop(house, number)
            watcher.loads(number - 1)
        before = house.loader("SELECT count(*) FROM runs")[0][0]
        time.sleep(12)
        assert watcher.end() == 0

    assert house.loader("SELECT count(*) FROM runs")[0][0] <= before + 3
    assert house.loader('SELECT sum("read") FROM runs') == [(3,)]


def test_five_thousand_files_at_once(house: House, tmp_path: Path) -> None:
    """They are loaded in few runs, each file once."""
    outside = House(tmp_path / "outside", house.home)
    for number in range(5_000):
        drop(outside, number, f"{number % 7}/")
    with watching(house) as watcher:
        shutil.copytree(outside.inbox, house.inbox, dirs_exist_ok=True)
        watcher.loads(5_000, patience=120)
        assert watcher.end() == 0

    runs = settled_runs(house)
    assert len(runs) < 30
    assert sum(run["loaded"] for run in runs) == 5_000
    assert house.ask("SELECT count(*), max(version) FROM articles") == [(5_000, 1)]


def test_directory_with_a_thousand_files_moved_in(house: House, tmp_path: Path) -> None:
    """They are loaded in one sweep, and are missing when the directory is moved out again."""
    outside = House(tmp_path / "outside", house.home)
    for number in range(1_000):
        drop(outside, number, f"{number % 5}/")
    with watching(house) as watcher:
        outside.inbox.rename(house.inbox / "moved")
        watcher.loads(1_000, patience=60)
        (house.inbox / "moved").rename(outside.inbox)
        watcher.loads(0, patience=60)
        assert watcher.end() == 0

    assert sum(run["loaded"] for run in settled_runs(house)) == 1_000
    assert house.ask("SELECT count(*) FROM articles") == [(1_000,)]


def test_inbox_removed_and_made_again_at_once(house: House) -> None:
    """Nobody need see that it was gone: what is in the new one is loaded, now and later."""
    drop(house, 1, "deep/")
    with watching(house) as watcher:
        watcher.loads(1)
        shutil.rmtree(house.inbox)
        house.inbox.mkdir()
        drop(house, 2, "deep/")
        until(lambda: present(house) == [f"deep/{name(2)}"], lambda: f"file 2; {watcher.told}")
        drop(house, 3, "deep/")
        until(lambda: present(house) == [f"deep/{name(2)}", f"deep/{name(3)}"], lambda: f"file 3; {watcher.told}")
        assert watcher.end() == 0

    assert len(settled_runs(house)) < 15
    assert house.ask("SELECT count(*) FROM articles") == [(3,)]


def present(house: House) -> list[str]:
    """The files that readers know as being there."""
    if published(house) is None:
        return []
    return [path for (path,) in house.ask("SELECT path FROM files WHERE missing_since IS NULL ORDER BY path")]


_CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
/* The clock of this process stands an hour back as soon as the file is there. */
int clock_gettime(clockid_t id, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(id, now);
    if (id == CLOCK_REALTIME && !access(getenv("CLOCK_SET_BACK"), F_OK)) now->tv_sec -= 3600;
    return done;
}
"""


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler, to set back the clock of one process")
def test_clock_that_is_set_back(house: House, tmp_path: Path) -> None:
    """It is told; files whose times lie ahead of the clock are loaded, and versions stay in their order."""
    (tmp_path / "clock.c").write_text(_CLOCK, encoding="ascii")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", "clock.so", "clock.c", "-ldl"], cwd=tmp_path, check=True)  # noqa: S607
    back = tmp_path / "back"
    drop(house, 1)
    with watching(house, LD_PRELOAD=str(tmp_path / "clock.so"), CLOCK_SET_BACK=str(back)) as watcher:
        watcher.loads(1)
        back.touch()
        drop(house, 2)
        house.write(name(1), article_text("Story 1", body="Another text."))
        watcher.loads(2)
        watcher.tells("the clock was set back by 3,600 s")
        drop(house, 3)
        watcher.loads(3)
        until(lambda: "Another text." in (published_text(house, 1) or ""), lambda: f"version 2; {watcher.told}")
        assert watcher.end() == 0

    assert {run["state"] for run in settled_runs(house)} == {"completed"}
    assert house.ask("SELECT version FROM article_versions WHERE article_id = ? ORDER BY valid_from", f"{1:016x}") == [
        (1,),
        (2,),
    ]


_NO_WATCHES = ["unshare", "--user", "--map-root-user", "sh", "-c"]
"""A shell in which the system's limits are other ones, for its own processes."""
_LIMIT = "echo 0 > /proc/sys/user/max_inotify_watches"


def can_limit() -> bool:
    """Whether this system lets us set such a limit."""
    return bool(shutil.which("unshare")) and not subprocess.run([*_NO_WATCHES, _LIMIT], check=False).returncode


@pytest.mark.skipif(not can_limit(), reason="needs user namespaces, to limit what one process may listen to")
def test_limit_of_the_system_is_told_once(house: House) -> None:
    """An inbox that cannot be listened to is told with what to do; what comes is found by the timer."""
    drop(house, 1)
    with watching(house, under=[*_NO_WATCHES, f'{_LIMIT} && exec "$0" "$@"'], WIREHOUSE_RECONCILE="1") as watcher:
        watcher.tells("raise fs.inotify.max_user_watches")
        watcher.loads(1)
        drop(house, 2)
        watcher.loads(2)
        drop(house, 3)
        watcher.loads(3)
        assert watcher.end() == 0

    assert len([line for line in watcher.told if "max_user_watches" in line]) == 1


def test_silence_of_the_system_is_told_once_and_its_end(house: House) -> None:
    """If only the timer finds what comes (as of a network file system), that is told, and when it is over."""
    slow = {"WATCHFILES_FORCE_POLLING": "1", "WATCHFILES_POLL_DELAY_MS": "15000"}  # it tells nothing for 15 s
    with watching(house, WIREHOUSE_RECONCILE="1", **slow) as watcher:
        for number in range(1, 5):
            drop(house, number)
            watcher.loads(number)
        watcher.tells("the system tells of no changes in it")
        drop(house, 5)
        watcher.tells("changes in it are heard again")
        assert watcher.end() == 0

    assert len([line for line in watcher.told if "WATCHFILES_FORCE_POLLING" in line]) == 1


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


def test_what_stays_pending_is_told_once_and_its_end(caplog: pytest.LogCaptureFixture) -> None:
    """A reason is told when it begins or changes and when it ends, but not one that passes by itself."""
    caplog.set_level(logging.INFO, "wirehouse")
    log = WatchLog("inbox")
    for reasons in ({"a": "no permission", "b": GROWING}, {"a": "no permission"}, {"a": "disk fault"}, {}, {}):
        log.files_pending(reasons)
    for reason in ("run 20261122-a1 broke down", "run 20261123-b2 broke down", "the disk is full"):
        log.run_failed(reason)
    log.run_done(None)
    log.run_done(None)

    assert [line.removeprefix("inbox: ") for line in caplog.messages] == [
        "stays pending: a, no permission",
        "stays pending: a, disk fault",
        "no longer pending: a",
        "run 20261122-a1 broke down; it is tried again by itself",
        "the disk is full; it is tried again by itself",
        "it works again",
    ]
