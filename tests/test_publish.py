"""Readers and the loader never wait for each other."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from conftest import House, article_text

from flows.errors import RunError
from warehouse import mirror
from warehouse.publish import drafting

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
    monkeypatch.setattr("flows.pipeline.needs_publishing", lambda _loader, _home: False)
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


def test_a_copying_that_is_killed_costs_no_run(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is loaded is loaded: the run says that readers have not got it yet, and the next one publishes."""
    house.write(NAME, article_text())
    monkeypatch.setattr("warehouse.publish.Draft._command", lambda _draft: ["sh", "-c", "kill -9 $$"])
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
    monkeypatch.setattr("warehouse.publish._WORTH_BEGINNING", 0)
    monkeypatch.setattr("warehouse.publish.Draft._command", lambda _draft: ["/nowhere/python"])

    with drafting(house.home, early=True) as draft:
        assert not draft.path.exists()


@pytest.mark.parametrize(("room", "begun"), [(0, True), (10**15, False)])
def test_a_draft_leaves_the_room_that_the_load_needs(
    house: House, monkeypatch: pytest.MonkeyPatch, room: int, *, begun: bool
) -> None:
    """Nothing is copied early unless the disk has room for several databases."""
    house.write(NAME, article_text())
    house.run()
    monkeypatch.setattr("warehouse.publish._WORTH_BEGINNING", 0)
    monkeypatch.setattr("warehouse.publish._ROOM", room)
    copied = house.home / "begun"
    monkeypatch.setattr("warehouse.publish.Draft._command", lambda _draft: ["mkdir", str(copied)])

    with drafting(house.home, early=True):
        deadline = time.monotonic() + (10 if begun else 0.3)
        while not copied.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert copied.exists() is begun


def test_no_draft_is_left(house: House) -> None:
    """Drafts of killed processes are swept away."""
    house.write(NAME, article_text())
    house.home.mkdir()
    (house.home / ".published.duckdb.12345").write_text("half", encoding="ascii")
    house.run()

    assert sorted(path.name for path in house.home.iterdir()) == [
        "originals.duckdb", "published.duckdb", "wirehouse.duckdb", "wirehouse.lock",
    ]  # fmt: skip


def test_original_is_kept_with_its_bytes(house: House) -> None:
    """Every file read is kept byte for byte, withheld ones too."""
    from flows.looking import original_text

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
    from flows.errors import LockedError
    from flows.lock import writer_lock

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
