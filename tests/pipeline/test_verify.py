"""verify: whatever does not agree is told, with what to do; what it calls pending the next run makes right."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from alerts.queue.queue import QUEUE_FILE, open_queue
from commands import run_command
from house import PROJECT, House, article_text
from pipeline.verify.verify import Verification, verify_home
from settings.inboxes import Inbox
from settings.model import Settings
from warehouse.connection import LOADER, ORIGINALS, PUBLISHED, open_loader
from warehouse.errors import LockedError, WarehouseDamagedError, WarehouseMissingError
from warehouse.sql import read_sql
from warehouse.verify.verify import FAULT, NOTE, PENDING, read_checks

CHECKS = read_checks()


def verified(house: House, **more: Any) -> Verification:
    """What verify finds."""
    deep = more.pop("deep", False)
    return verify_home(Settings(inbox=house.inbox, home=house.home, **{"lock_timeout": 0.2, **more}), deep=deep)


def found(house: House, **more: Any) -> dict[str, str]:
    """The findings by name, with their kinds."""
    return {finding.name: finding.kind for finding in verified(house, **more).findings}


def name(number: int) -> str:
    """A file's name."""
    return f"{number:03}_{number:016x}.txt"


def settle(house: House) -> None:
    """A warehouse with everything in it: versions, images, copies, moved, missing, returned and withheld files."""
    picture = "\n\nWomen dry the nets at the harbour. — VNS Photo Minh Châu\n\n"
    for number in range(8):
        house.write(name(number), article_text(f"Story {number}", body=f"Text {number}.{picture}"))
    house.write("empty.txt", "")
    house.write("feed.txt", "{}")
    house.write("mended.txt", '{"a": "feed"}')
    house.write("gone/later.txt", article_text("A story that goes", body="It goes."))
    house.write("gone/bad.txt", "")
    house.write("large.txt", "x" * 9_000)
    house.run(max_file_size=8_000)
    house.write(name(1), article_text("Story 1", body="Text 1, and more of it."))
    house.write(name(2), "")  # a text that is withheld takes no version away
    house.write("mended.txt", article_text("A mended story", body="It was mended."))
    house.write("copy.txt", (house.inbox / name(3)).read_bytes())
    house.write("twin.txt", (house.inbox / name(7)).read_bytes())
    (house.inbox / name(4)).rename(house.inbox / "moved.txt")
    (house.inbox / "feed.txt").rename(house.inbox / "moved-feed.txt")
    kept = (house.inbox / name(5)).read_bytes()
    (house.inbox / name(5)).unlink()
    shutil.rmtree(house.inbox / "gone")
    house.run(max_file_size=8_000)
    house.write(name(5), kept)
    house.write(f"other/9_{6:016x}.txt", article_text("Story 6", body="Another text of 6."))
    house.write(name(3), article_text("Story 3", body="The copy holds the older text."))
    house.run(max_file_size=8_000)
    house.run(max_file_size=8_000)


@pytest.fixture(name="settled", scope="module")
def _settled(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A warehouse with everything in it, made once: nobody touches its inbox, and who changes its home takes a copy."""
    place = tmp_path_factory.mktemp("settled")
    house = House(place / "inbox", place / "home")
    house.inbox.mkdir()
    settle(house)
    return house


@pytest.fixture(name="copied")
def _copied(settled: House, tmp_path: Path) -> House:
    """The same inbox with a home of the test's own."""
    return House(settled.inbox, Path(shutil.copytree(settled.home, tmp_path / "home")), settled.settings)


def spoil(house: House, *statements: str, database: str = LOADER) -> None:
    """Do to a database what no run does."""
    with open_loader(house.home / database) as connection:
        for statement in statements:
            connection.execute(statement)


def tables(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the tables that tell what is loaded."""
    return {
        table: house.loader(f"SELECT article_id, sha256 FROM {table} ORDER BY ALL")
        for table in ("article_versions", "files", "quarantine")
    }


@pytest.mark.parametrize("deep", [False, True])
def test_what_runs_leave_agrees(copied: House, *, deep: bool) -> None:
    """Whatever became of the files, a warehouse that only runs have written to has nothing against it."""
    assert copied.loader("SELECT count(DISTINCT status) FROM files") == [(3,)]
    assert copied.loader("SELECT count(*) > 0 FROM article_images") == [(True,)]
    assert verified(copied, deep=deep).findings == []


def test_replays_and_reparses_agree(house: House) -> None:
    """So do files that a replay has freed."""
    settle(house)
    house.run(max_file_size=8_000, rules={"body_missing": "warning", "headline_missing": "error"})
    house.write("late.txt", article_text().replace("Rice farmers try salt-proof seeds\n", ""))
    house.run(max_file_size=8_000, rules={"headline_missing": "error"})
    house.run(max_file_size=8_000)
    house.run(max_file_size=10_000)

    assert house.loader("SELECT sum(freed) > 0, sum(replayed) > 0 FROM runs") == [(True, True)]
    assert verified(house, deep=True).findings == []


_SPOILT: dict[str, tuple[str, ...]] = {
    "articles_of_files": (f"DELETE FROM files WHERE path = '{name(0)}'",),
    "check_keys": ("INSERT INTO articles SELECT * FROM articles LIMIT 1",),
    "files_as_duplicates": ("UPDATE files SET duplicate_of = 'nobody' WHERE status = 'duplicate'",),
    "files_of_articles": (f"UPDATE files SET sha256 = 'other' WHERE path = '{name(0)}'",),
    "files_of_known_kind": (f"UPDATE files SET status = 'lost' WHERE path = '{name(0)}'",),
    "files_withheld": ("DELETE FROM quarantine WHERE path = 'empty.txt'",),
    "find_unpublished": ("UPDATE runs SET published_at = NULL",),
    "images_counted": ("DELETE FROM article_images WHERE article_id LIKE '%7'",),
    "originals_kept": (f"UPDATE files SET sha256 = 'other' WHERE path = '{name(0)}'",),
    "originals_named": (
        "DELETE FROM quarantine",
        "DELETE FROM files WHERE status = 'quarantined'",
        "DELETE FROM issues",
    ),
    "originals_sized": (f"UPDATE files SET size = 1 WHERE path = '{name(0)}'",),
    "outbox_handed": ("UPDATE outbox SET handed_at = NULL WHERE created_at = (SELECT min(created_at) FROM outbox)",),
    "outbox_waits": ("UPDATE outbox SET handed_at = NULL WHERE created_at = (SELECT max(created_at) FROM outbox)",),
    "published_as_loaded": ("DELETE FROM quarantine WHERE path = 'empty.txt'",),
    "published_runs_known": ("DELETE FROM runs WHERE run_id = (SELECT max(run_id) FROM runs WHERE loaded > 0)",),
    "receipts_add_up": ("UPDATE runs SET loaded = loaded + 1 WHERE loaded > 0",),
    "runs_ended": ("UPDATE runs SET state = 'running'",),
    "runs_known": ("UPDATE files SET run_id = 'nobody'",),
    "spans_inside": ("UPDATE spans SET char_end = 100000 WHERE article_id LIKE '%7'",),
    "versions_chained": ("UPDATE article_history SET valid_to = valid_to + INTERVAL 1 HOUR",),
    "versions_contiguous": ("DELETE FROM article_history",),
}
"""What each check finds, by its name; of the originals see below."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_each_check_finds_what_it_is_for(copied: House, check: Any) -> None:
    """Every check has a case that it finds, says of which kind that is, and shows no more than some examples."""
    if check.name == "originals_once":
        spoil(copied, "INSERT INTO originals SELECT * FROM originals LIMIT 1", database=ORIGINALS)
    else:
        spoil(copied, *_SPOILT[check.name])

    (finding,) = [finding for finding in verified(copied).findings if finding.name == check.name]
    assert (finding.kind, finding.remedy) == (check.kind, check.remedy)
    assert finding.count >= len(finding.examples) >= 1
    assert len(finding.examples) <= 3
    assert "error" not in finding.examples[0]


def test_examples_are_cut_and_counted(house: House) -> None:
    """Of many only three are shown, and all are counted."""
    for number in range(30):
        house.write(name(number), article_text(f"Story {number}", body=f"Text {number}."))
    house.run()
    spoil(house, "UPDATE files SET status = 'lost'")

    (finding,) = [finding for finding in verified(house).findings if finding.name == "files_of_known_kind"]
    assert (finding.count, len(finding.examples)) == (30, 3)


def test_what_lies_in_the_inbox_is_pending(house: House) -> None:
    """What the next run will do is no fault, and after it nothing is left."""
    settle(house)
    house.write("new.txt", article_text("A new story", body="It is new."))
    house.write(name(0), article_text("Story 0", body="Another text."))
    (house.inbox / name(7)).unlink()
    house.write("gone/later.txt", article_text("A story that goes", body="It goes."))

    assert found(house) == {
        "inbox_files_known": PENDING, "inbox_files_as_read": PENDING,
        "inbox_files_there": PENDING, "inbox_files_missing": PENDING,
    }  # fmt: skip
    house.run(max_file_size=8_000)
    assert found(house) == {}


def test_inbox_that_is_gone(house: House) -> None:
    """An inbox of the settings that is not there is a fault; one that no settings name any longer is not."""
    settle(house)
    house.inbox.rename(house.inbox.with_name("away"))

    assert found(house) == {"inbox_there": FAULT}
    elsewhere = verify_home(Settings(inbox=house.home, home=house.home))
    assert {finding.name: finding.kind for finding in elsewhere.findings} == {"inbox_in_use": NOTE}


def test_inboxes_are_looked_at_by_their_own_patterns(house: House) -> None:
    """What only one inbox takes is missed in no other."""
    house.write("a.story", article_text())
    house.run(patterns=("*.story",))
    tables = (Inbox(path=house.inbox, patterns=("*.story",)),)

    assert found(house) == {"inbox_files_there": PENDING}
    assert found(house, inboxes=tables) == {}


def test_bytes_that_changed_unseen(house: House) -> None:
    """A damaged original and a file that changed without its stat are told by --deep only; touched, both heal."""
    settle(house)
    ((digest,),) = house.ask("SELECT sha256 FROM files WHERE path = ?", name(0))
    spoil(house, f"UPDATE originals SET bytes = 'x'::BLOB WHERE sha256 = '{digest}'", database=ORIGINALS)
    spoil(house, f"UPDATE files SET sha256 = repeat('0', 64) WHERE path = '{name(7)}'", database=PUBLISHED)

    assert "originals_intact" not in found(house)
    told = {finding.name: finding for finding in verified(house, deep=True).faults}
    assert [row["path"] for row in told["originals_intact"].examples] == [name(0)]
    assert [row["path"] for row in told["inbox_files_intact"].examples] == [name(7)]
    for number in (0, 7):
        os.utime(house.inbox / name(number))
    house.run(max_file_size=8_000)
    assert found(house, deep=True) == {}


def test_lost_originals_come_back_with_their_files(house: House) -> None:
    """Without originals.duckdb every digest is told; files that are touched bring theirs back."""
    house.write(name(1), article_text())
    house.run()
    (house.home / ORIGINALS).unlink()

    assert found(house) == {"originals_kept": FAULT}
    os.utime(house.inbox / name(1))
    house.run()
    assert found(house, deep=True) == {}


def test_torn_log_of_a_killed_run_is_made_good(house: House) -> None:
    """After a kill, whatever is cut off the log, verify tells no fault but what is pending, and a run completes it."""
    house.write("first.txt", article_text("The first of all"))
    house.run()
    for number in range(999):
        house.write(name(number), article_text(f"Story {number}", body=f"Text {number}."))
    run = subprocess.Popen(
        [sys.executable, "-m", "cli", "ingest", str(house.inbox), "--home", str(house.home), "--no-prefect"],
        env={**os.environ, "WIREHOUSE_BATCH_FILES": "50", "WIREHOUSE_WORKERS": "1", "WIREHOUSE_SETTLE": "0"},
        stdout=subprocess.DEVNULL, cwd=PROJECT,
    )  # fmt: skip
    log = house.home / f"{LOADER}.wal"
    while not (log.exists() and log.stat().st_size > 1_000_000):
        assert run.poll() is None, "it has ended before it was killed"
    run.kill()
    run.wait()
    whole = shutil.copytree(house.home, house.home.with_name("whole"))
    size = log.stat().st_size
    for left in (size, size - 7, size // 2, 100, 0):
        shutil.rmtree(house.home)
        shutil.copytree(whole, house.home)
        os.truncate(log, left)

        findings = verified(house)
        assert findings.faults == []
        assert "inbox_files_known" in {finding.name for finding in findings.findings}
        house.run()
        assert found(house, deep=True) == {}
        assert house.ask("SELECT count(*) FROM articles") == [(1_000,)]


def test_older_loader_takes_back_what_it_lacks(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A loader from a backup is told; the next run loses nothing of what readers have, though the files are gone."""
    settle(house)
    backup = shutil.copy(house.home / LOADER, house.home.with_name("backup"))
    house.write("new.txt", article_text("A new story", body="It is new."))
    house.write(name(0), article_text("Story 0", body="A second text."))
    house.run(max_file_size=8_000)
    house.write(name(0), article_text("Story 0", body="A third text."))
    (house.inbox / "new.txt").unlink()
    house.run(max_file_size=8_000)
    before = tables(house)
    shutil.copy(backup, house.home / LOADER)

    told = found(house)
    assert told.pop("published_runs_known") == PENDING
    assert FAULT not in told.values()
    house.run(max_file_size=8_000)
    assert "lacked 2 runs that readers know" in caplog.text
    assert tables(house) == before
    assert found(house, deep=True) == {}


def test_lost_loader_is_made_from_the_readers_copy(copied: House) -> None:
    """Without a loader's database the next run begins with what readers have."""
    before = tables(copied)
    (copied.home / LOADER).unlink()

    assert found(copied) == {"loader_there": PENDING}
    assert copied.classes(max_file_size=8_000).keys() == {"unchanged"}
    assert tables(copied) == before
    assert found(copied, deep=True) == {}


def test_a_readers_copy_of_earlier_tables_is_taken_over(copied: House) -> None:
    """A copy that has another search gives back everything else, and the search is made anew."""
    found_by = "SELECT article_id, score FROM search('story 1') ORDER BY ALL"
    before, hits = tables(copied), copied.ask(found_by)
    (copied.home / PUBLISHED).chmod(0o644)
    with duckdb.connect(str(copied.home / PUBLISHED)) as copy:
        copy.execute("DROP TABLE search_postings")
        copy.execute("ALTER TABLE search_documents DROP signs")
        copy.execute("UPDATE published SET schema_version = '0008_time_steps'")
    (copied.home / LOADER).unlink()

    copied.run(max_file_size=8_000)
    assert hits
    assert copied.ask(found_by) == hits
    assert tables(copied) == before
    assert found(copied, deep=True) == {}


def test_two_histories_are_not_mixed(house: House) -> None:
    """If loader and readers each know what the other does not, a run says so and writes nothing."""
    house.write(name(1), article_text())
    house.run()
    backup = shutil.copy(house.home / LOADER, house.home.with_name("backup"))
    house.write(name(2), article_text("Story 2", body="Text 2."))
    house.run()
    shutil.copy(backup, house.home / LOADER)
    spoil(house, "INSERT INTO runs SELECT * REPLACE ('another' AS run_id) FROM runs")

    with pytest.raises(WarehouseDamagedError, match="each runs that the other lacks"):
        house.run()
    assert house.ask("SELECT count(*) FROM articles") == [(2,)]


def test_copy_that_is_gone_is_pending(copied: House) -> None:
    """A deleted readers' copy is made again by the next run."""
    (copied.home / PUBLISHED).unlink()

    assert found(copied) == {"published_there": PENDING}
    copied.run(max_file_size=8_000)
    assert found(copied) == {}


@pytest.mark.parametrize("database", [LOADER, ORIGINALS, PUBLISHED])
def test_damaged_database_is_a_fault_with_a_way_out(house: House, database: str) -> None:
    """A file that is no database is told; moved away as the remedy says, the next run goes on."""
    settle(house)
    before = tables(house)
    damaged = house.home / database
    damaged.write_bytes(b"no database" * 1_000)

    (fault,) = verified(house, deep=True).faults
    assert fault.name == "databases_open"
    assert str(damaged) in fault.examples[0]["error"]
    damaged.unlink()
    for path in house.inbox.rglob("*.txt"):
        os.utime(path)
    house.run(max_file_size=8_000)
    assert tables(house) == before
    if database != ORIGINALS:  # the originals of files that are gone cannot come back
        assert found(house, deep=True) == {}


def test_earlier_tables_are_pending(house: House) -> None:
    """A database of an earlier wirehouse is not checked before a run has brought it up to date."""
    house.write(name(1), article_text())
    house.run()
    spoil(house, "DELETE FROM schema_migrations WHERE name LIKE '0004%'")

    assert found(house) == {"tables_of_today": PENDING}


def test_home_without_a_warehouse(house: House) -> None:
    """There is nothing to verify before the first run."""
    with pytest.raises(WarehouseMissingError, match="run: wirehouse ingest"):
        verified(house)
    assert not house.home.exists()


def test_a_run_is_waited_for(copied: House) -> None:
    """While a run holds the warehouse verify waits for lock_timeout, and says who has it."""
    with FileLock(copied.home / "wirehouse.lock"), pytest.raises(LockedError):
        verified(copied)


def test_queue_that_lost_what_it_had_gets_it_again(house: House) -> None:
    """Open incidents that the queue of alerts should know and does not are pending, and handed over by the next run."""
    house.write("bad.txt", "")
    house.run()
    (house.home / QUEUE_FILE).unlink()
    lost = found(house)
    house.run()

    assert lost == {"alerts_known": PENDING}
    assert found(house) == {}
    keys = [key for (key,) in house.loader("SELECT key FROM outbox")]
    with open_queue(house.home) as queue:
        assert keys
        assert queue.unknown(keys) == set()


def test_queue_of_alerts_is_read(copied: House) -> None:
    """A damaged one is a fault; what waits for a destination that the settings do not have is noted."""
    with open_queue(copied.home) as queue:
        queue.enqueue_notice("digest:1", "nobody", "title", "text", "", datetime.now(UTC))
    noted = found(copied)
    (copied.home / QUEUE_FILE).write_bytes(b"no database" * 1_000)

    assert noted["alerts_addressed"] == NOTE
    assert found(copied)["alerts_readable"] == FAULT


def test_nothing_is_written_and_no_reader_waits(copied: House) -> None:
    """The databases are as before, to the byte, and readers had theirs open all the time."""
    before = {path.name: path.read_bytes() for path in copied.home.iterdir()}
    with duckdb.connect(str(copied.home / PUBLISHED), read_only=True) as reader:
        verify = command(copied, "--deep", own_process=True)
        assert reader.execute("SELECT count(*) FROM articles").fetchone() is not None

    assert verify.returncode == 0
    assert {path.name: path.read_bytes() for path in copied.home.iterdir()} == before


def command(house: House, *words: str, own_process: bool = False) -> "subprocess.CompletedProcess[str]":
    """The command, as a shell would run it."""
    environment = {**os.environ, "WIREHOUSE_LOCK_TIMEOUT": "0.2", "WIREHOUSE_INBOX": str(house.inbox)}
    return run_command(
        ["verify", "--home", str(house.home), *words], house.inbox.parent, environment, own_process=own_process
    )


def test_exit_codes_and_what_is_printed(copied: House) -> None:
    """0 if all agrees or is pending, 1 with a fault, which is told with examples and what to do; 4 while locked."""
    well = command(copied)
    assert (well.returncode, well.stderr) == (0, "")
    assert "agrees" in well.stdout
    with FileLock(copied.home / "wirehouse.lock"):
        assert command(copied).returncode == 4
    spoil(copied, "DELETE FROM quarantine WHERE path = 'empty.txt'")

    ill = command(copied)
    assert (ill.returncode, ill.stderr) == (1, "")
    assert "fault: files_withheld, 1 against it" in ill.stdout
    assert "empty.txt" in ill.stdout
    assert "next: touch these files" in ill.stdout
    facts = json.loads(command(copied, "--json").stdout)
    assert facts["agrees"] is False
    assert {"name", "kind", "proves", "count", "examples", "remedy"} == facts["findings"][0].keys()


def test_checks_are_files_that_say_what_they_prove() -> None:
    """Each check is told apart by a sentence, and has a case in these tests."""
    assert {check.name for check in CHECKS} == {*_SPOILT, "originals_once"}
    assert len({check.proves for check in CHECKS}) == len(CHECKS)
    assert all(check.proves.endswith(".") and check.remedy for check in CHECKS)
    assert read_sql("runs/runs", "check_keys") in {check.sql for check in CHECKS}
