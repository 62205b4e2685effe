"""Readers and the loader never wait for each other."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from struct import unpack

import duckdb
import pytest

from cli.views.status import read_status
from commands import wirehouse
from house import House, article_text
from pipeline.job import utc_now
from warehouse.connection import LOADER, PUBLISHED, open_loader, open_read_only
from warehouse.errors import RunError
from warehouse.publish import copy_file as mirror
from warehouse.publish.publish import copy_in_progress, publish

NAME = "001_00000000000000aa.txt"


def test_reader_keeps_what_it_opened(house: House) -> None:
    """Who has the old copy open goes on reading it; who opens anew gets the new one."""
    house.write(NAME, article_text())
    house.run()
    with duckdb.connect(str(house.home / "published.duckdb"), read_only=True) as reader:
        house.write("002_00000000000000bb.txt", article_text("Another story"))
        house.run()

        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        script = (
            "import duckdb, sys; reader = duckdb.connect(sys.argv[1], read_only=True); "
            "print(len(reader.execute('FROM articles').fetchall()))"
        )
        command = [sys.executable, "-c", script, str(house.home / "published.duckdb")]
        assert subprocess.check_output(command, text=True) == "2\n"


def test_loaders_own_tables_are_not_published(house: House) -> None:
    """The readers' copy has no table of the loader's own."""
    house.run()

    tables = {name for (name,) in house.ask("SELECT table_name FROM duckdb_tables() WHERE NOT internal")}
    assert "articles" in tables
    assert "schema_migrations" not in tables


def test_publishing_again_after_a_crash(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between the last batch and the publishing is made good by the next run, though nothing changed."""
    house.write(NAME, article_text())
    monkeypatch.setattr("pipeline.run.needs_publishing", lambda _loader, _home: False)
    house.run()
    assert not (house.home / "published.duckdb").exists()
    monkeypatch.undo()

    assert house.classes() == {"unchanged": 1}
    assert house.ask("SELECT count(*) FROM articles") == [(1,)]


def test_rules_reach_the_readers(house: House) -> None:
    """Readers get the severities in force, also of a run that found nothing to read; and once."""
    house.write(NAME, article_text())
    house.run()
    house.run(rules={"truncated": "error"})
    published = (house.home / "published.duckdb").stat().st_ino

    assert house.ask("SELECT severity FROM rules WHERE rule = 'truncated'") == [("error",)]
    house.run(rules={"truncated": "error"})
    assert (house.home / "published.duckdb").stat().st_ino == published


def test_a_lost_copy_is_made_again(house: House) -> None:
    """A published database that was deleted comes back with the next run."""
    house.write(NAME, article_text())
    house.run()
    (house.home / "published.duckdb").unlink()
    house.run()

    assert house.ask("SELECT count(*) FROM articles") == [(1,)]


def test_a_file_that_is_no_copy_is_told_and_replaced(house: House) -> None:
    """Who finds no database in the copy's place is told what to do, and the next run does it too."""
    house.write(NAME, article_text())
    house.run()
    copy = house.home / PUBLISHED
    copy.unlink()
    copy.write_bytes(b"no database " * 1_000)

    for words in (["sql", "SELECT 1"], ["search", "word"]):
        done = wirehouse(house, *words)
        assert done.returncode == 1
        assert f"{copy} cannot be opened" in done.stderr
        assert "delete it and run: wirehouse ingest" in done.stderr
    house.run()
    assert house.ask("SELECT count(*) FROM articles") == [(1,)]


def test_a_copying_that_is_killed_costs_no_run(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is loaded is loaded: the run says that readers have not got it yet, and the next one publishes."""
    house.write(NAME, article_text())
    monkeypatch.setattr("warehouse.publish.publish.PublishedCopy._command", lambda _draft: ["sh", "-c", "kill -9 $$"])
    with pytest.raises(RunError, match=r"loaded, but not published \(.*signal 9\).* next run publishes"):
        house.run()
    assert house.loader("SELECT state, published_at FROM runs") == [("completed", None)]
    monkeypatch.undo()

    assert house.run().run["published_at"]
    assert house.ask("SELECT count(*) FROM articles") == [(1,)]


def test_a_draft_that_cannot_be_begun_costs_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The early copy only saves time: no process for it, no run that fails."""
    house.write(NAME, article_text())
    house.run()
    monkeypatch.setattr("warehouse.publish.publish._WORTH_BEGINNING", 0)
    monkeypatch.setattr("warehouse.publish.publish.PublishedCopy._command", lambda _draft: ["/nowhere/python"])

    with copy_in_progress(house.home, early=True) as draft:
        assert not draft.path.exists()


@pytest.mark.parametrize(("room", "begun"), [(0, True), (10**15, False)])
def test_a_draft_leaves_the_room_that_the_load_needs(
    house: House, monkeypatch: pytest.MonkeyPatch, room: int, *, begun: bool
) -> None:
    """Nothing is copied early unless the disk has room for several databases."""
    house.write(NAME, article_text())
    house.run()
    monkeypatch.setattr("warehouse.publish.publish._WORTH_BEGINNING", 0)
    monkeypatch.setattr("warehouse.publish.publish._ROOM", room)
    copied = house.home / "begun"
    monkeypatch.setattr("warehouse.publish.publish.PublishedCopy._command", lambda _draft: ["mkdir", str(copied)])

    with copy_in_progress(house.home, early=True):
        deadline = time.monotonic() + (10 if begun else 0.3)
        while not copied.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert copied.exists() is begun


def test_the_copy_tells_its_age(house: House) -> None:
    """The table published says of when the copy is, and of which run; status says the same."""
    house.write(NAME, article_text())
    run = house.run().run
    house.run()  # changes nothing: the copy stays that of the run before

    (told,) = house.rows("SELECT * FROM published")
    assert (told["run_id"], told["published_at"]) == (run["run_id"], run["published_at"])
    assert told["duckdb_version"] == f"v{duckdb.__version__}"
    assert read_status(house.home)["published"] == told
    assert f", with run {run['run_id']}" in wirehouse(house, "status").stdout


def test_an_older_copy_in_its_place_is_replaced(house: House) -> None:
    """If somebody puts an earlier copy back, the next run publishes, though no file has changed; only once."""
    house.write(NAME, article_text())
    house.run()
    published = house.home / PUBLISHED
    earlier = shutil.copy(published, house.home.with_name("earlier"))
    house.write("002_00000000000000bb.txt", article_text("Another story"))
    house.run()
    published.unlink()
    shutil.copy(earlier, published)
    assert house.ask("SELECT count(*) FROM articles") == [(1,)]
    house.run()

    assert house.ask("SELECT count(*) FROM articles") == [(2,)]
    copy = published.stat().st_ino
    house.run()
    assert published.stat().st_ino == copy


def test_an_upgrade_is_published(house: House) -> None:
    """After a migration the next run publishes, though no file has changed."""
    house.write(NAME, article_text())
    house.run()
    with open_loader(house.home / LOADER) as loader:
        loader.execute("UPDATE published SET schema_version = '0006_of_old'")
    copy = (house.home / PUBLISHED).stat().st_ino
    house.run()

    assert (house.home / PUBLISHED).stat().st_ino != copy
    copy = (house.home / PUBLISHED).stat().st_ino
    house.run()
    assert (house.home / PUBLISHED).stat().st_ino == copy


def test_a_copy_of_an_older_wirehouse_is_shown(house: House) -> None:
    """Status reads also a copy without the table published."""
    house.write(NAME, article_text())
    house.run()
    (house.home / PUBLISHED).chmod(0o644)
    with duckdb.connect(str(house.home / PUBLISHED)) as copy:
        copy.execute("DROP TABLE published")

    assert read_status(house.home)["published"] is None
    assert "\nPublished 20" in wirehouse(house, "status").stdout


def as_anybody(*command: str) -> list[str]:
    """A command without root's right to write any file."""
    if os.geteuid():
        return list(command)
    if shutil.which("setpriv") is None:
        pytest.skip("root may write any file, and there is no setpriv to give that up")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]


def test_nobody_can_lock_others_out(house: House) -> None:
    """The copy cannot be opened for writing, which would keep all others from reading; reading works."""
    house.write(NAME, article_text())
    house.run()
    copy = str(house.home / PUBLISHED)
    script = (
        "import duckdb, sys; copy = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == 'reading'); "
        "print(copy.sql('FROM articles').fetchall())"
    )

    writer = subprocess.run(
        as_anybody(sys.executable, "-c", script, copy, "writing"), capture_output=True, text=True, check=False
    )
    assert writer.returncode == 1
    assert "Permission denied" in writer.stderr
    reader = subprocess.check_output(as_anybody(sys.executable, "-c", script, copy, "reading"), text=True)
    assert "Rice farmers" in reader
    house.write("002_00000000000000bb.txt", article_text("Another story"))
    house.run()
    assert house.ask("SELECT count(*) FROM articles") == [(2,)]


def test_the_copy_is_no_more_open_than_the_umask_lets_it(house: House) -> None:
    """Taking away the right to write gives nobody the right to read."""
    house.write(NAME, article_text())
    before = os.umask(0o077)
    try:
        house.run()
    finally:
        os.umask(before)

    assert stat.S_IMODE((house.home / PUBLISHED).stat().st_mode) == 0o400


def test_a_strangers_log_is_not_laid_over_the_next_copy(house: House) -> None:
    """What somebody wrote into a copy by force, and left in its log, is gone with that copy."""
    house.write(NAME, article_text())
    house.run()
    copy = house.home / PUBLISHED
    copy.chmod(0o644)
    script = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('CREATE TABLE mine (n INT)'); "
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(copy)], check=False)
    assert copy.with_name(f"{PUBLISHED}.wal").exists()

    house.write("002_00000000000000bb.txt", article_text("Another story"))
    house.run()
    assert house.ask("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'mine'") == [(0,)]
    assert house.ask("SELECT count(*) FROM articles") == [(2,)]


def test_a_kill_before_the_renaming_leaves_the_old_copy(house: House) -> None:
    """A crash with a whole draft leaves readers what they had; the next run publishes, and sweeps the draft away."""
    house.write(NAME, article_text())
    house.run()
    house.write("002_00000000000000bb.txt", article_text("Another story"))
    script = (
        "import os, sys; from pathlib import Path; from cli.main import main; "
        "Path.replace = lambda *_: os.kill(os.getpid(), 9); sys.argv[1:] = ['ingest', *sys.argv[1:]]; main()"
    )
    command = [sys.executable, "-c", script, str(house.inbox), "--home", str(house.home), "--no-prefect"]
    killed = subprocess.run(command, check=False, env={**os.environ, "WIREHOUSE_SETTLE": "0"})

    assert killed.returncode == -signal.SIGKILL
    assert list(house.home.glob(".published.duckdb.*"))
    assert house.ask("SELECT count(*) FROM articles") == [(1,)]
    assert house.run().run["published_at"]
    assert house.ask("SELECT count(*) FROM articles") == [(2,)]
    assert not list(house.home.glob(".published.duckdb.*"))


def test_runs_at_once_publish_one_after_the_other(house: House) -> None:
    """Several processes that publish at once, with readers that stay, do no harm: all is there in the end."""
    house.write("000_0000000000000000.txt", article_text("The first of all"))
    house.run()
    with duckdb.connect(":memory:") as reader:
        reader.execute(f"ATTACH '{house.home / PUBLISHED}' AS held (READ_ONLY)")
        runs = []
        for number in range(1, 4):
            inbox = house.home.parent / f"inbox{number}"
            inbox.mkdir()
            (inbox / f"{number:03}_{number:016x}.txt").write_text(article_text(f"Story {number}"), encoding="utf-8")
            command = [sys.executable, "-m", "cli", "ingest", str(inbox), "--home", str(house.home), "--no-prefect"]
            runs.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))
        ended = [(run.communicate()[1], run.returncode) for run in runs]

        assert ended == [(b"", 0)] * 3
        assert reader.execute("SELECT count(*) FROM held.articles").fetchone() == (1,)
    assert house.ask("SELECT count(*), max(run_id) = (SELECT run_id FROM published) FROM articles") == [(4, True)]


def test_no_draft_is_left(house: House) -> None:
    """Drafts of killed processes are swept away."""
    house.write(NAME, article_text())
    house.home.mkdir()
    (house.home / ".published.duckdb.12345").write_text("half", encoding="ascii")
    house.run()

    assert sorted(path.name for path in house.home.iterdir()) == [
        "alerts.sqlite", "originals.duckdb", "published.duckdb", "wirehouse.duckdb", "wirehouse.lock",
    ]  # fmt: skip


def test_original_is_kept_with_its_bytes(house: House) -> None:
    """Every file read is kept byte for byte, withheld ones too."""
    from warehouse.home import original_text

    house.write(NAME, article_text())
    house.write("bad.txt", b"\xff\xfe broken \xff")
    house.run()

    digests = dict(house.ask("SELECT path, sha256 FROM files"))
    assert original_text(house.home, digests[NAME]) == article_text()
    assert original_text(house.home, digests["bad.txt"]) is not None


def test_reader_in_a_loop_during_a_load(house: House, write_corpus: object, tmp_path: Path) -> None:
    """A reader that opens the copy again and again while a run loads never fails and never sees half a batch."""
    house.write("first.txt", article_text("The first of all"))
    house.run()
    script = tmp_path / "reader.py"
    script.write_text(
        "import duckdb, os, sys\n"
        "seen = []\n"
        "while not os.path.exists(sys.argv[2]) or not seen:\n"
        "    with duckdb.connect(':memory:') as c:\n"
        "        c.execute(f\"ATTACH '{sys.argv[1]}' AS p (READ_ONLY)\")\n"
        "        seen.append(c.execute('SELECT count(*) FROM p.articles').fetchone()[0])\n"
        "    open(sys.argv[3], 'w').close()\n"
        "print(len(seen), sorted(set(seen)))\n",
        encoding="utf-8",
    )
    done, looked = tmp_path / "done", tmp_path / "looked"
    reader = subprocess.Popen(
        [sys.executable, str(script), str(house.home / "published.duckdb"), str(done), str(looked)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    write_corpus(300)
    while not looked.exists():  # the reader is at work before the load begins
        assert reader.poll() is None
        time.sleep(0.01)
    house.run(batch_files=50)
    done.touch()
    told, errors = reader.communicate(timeout=60)

    assert (reader.returncode, errors) == (0, "")
    looks, counts = told.split(" ", 1)
    assert int(looks) > 1
    assert {1} <= set(json.loads(counts)) <= {1, 301}


def test_lock_names_its_holder(house: House) -> None:
    """A second run waits, then says which process holds the warehouse."""
    from warehouse.errors import LockedError
    from warehouse.lock import writer_lock

    house.home.mkdir()
    with writer_lock(house.home, 1), pytest.raises(LockedError, match=f"pid {os.getpid()}"):
        house.run(lock_timeout=0.1)
    assert house.classes() == {}


def test_copying_does_not_heed_ctrl_c(tmp_path: Path) -> None:
    """A Ctrl-C reaches every process of the terminal; a run that ends in order still gets its copy."""
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(os.urandom(1 << 20) * 64)
    copying = subprocess.Popen([sys.executable, "-I", "-S", mirror.__file__, source, target])
    while not target.exists():
        time.sleep(0.001)
    copying.send_signal(signal.SIGINT)

    assert copying.wait() == 0
    assert target.read_bytes() == source.read_bytes()


def lost_links(path: Path) -> list[int]:
    """Blocks that the file's metadata names as the continuation of some, and that it does not list: see _prepare."""
    with open_read_only(path) as connection:
        listed = connection.execute("SELECT block_id, total_blocks, free_list FROM pragma_metadata_info()").fetchall()
    blocks = {block for block, _, _ in listed}
    data, links = path.read_bytes(), []
    for block, count, free in listed:
        for nth in set(range(count)) - set(free):
            at = 3 * 4_096 + block * 262_144 + 8 + nth * 4_088  # three headers, a checksum in each block
            (link,) = unpack("<q", data[at : at + 8])
            links += [link & (1 << 56) - 1] if link >= 0 else []
    return [link for link in links if link not in blocks]


def test_what_describes_the_copy_is_whole(house: House) -> None:
    """What the loader's database no longer has is named nowhere in the copy: DuckDB before 1.4 could not read it."""
    house.write(NAME, article_text())
    house.run()
    path, columns = house.home / LOADER, range(30)
    with open_loader(path) as loader:
        loader.execute(f"CREATE TABLE wide (nth INTEGER, {', '.join(f'c{n} INTEGER' for n in columns)})")
        loader.execute(
            f"INSERT INTO wide SELECT i // 10240, {', '.join('1' for _ in columns)} FROM range(1_536_000) r(i)"
        )
    whole = path.read_bytes()
    for rest in sorted(range(20, 120), key=lambda rest: abs(rest - 47)):  # until a block of metadata becomes free
        path.write_bytes(whole)
        with open_loader(path) as loader:
            loader.execute("DELETE FROM wide WHERE nth >= ?", [rest])
            loader.execute("CHECKPOINT")
        if lost_links(path):
            break
    assert lost_links(path)

    with open_loader(path) as loader:
        publish(loader, house.home, utc_now())
    assert lost_links(house.home / PUBLISHED) == []
    assert house.ask("SELECT count(*) FROM wide") == [(rest * 10_240,)]
