"""Every file that is seen falls into one class, and what becomes of it follows from its bytes."""

import os
from pathlib import Path

import pytest

from house import House, article_text
from warehouse.errors import UsageError

NAME = "001_00000000000000aa.txt"
OTHER = "002_00000000000000bb.txt"


def test_new_file_is_loaded(house: House) -> None:
    """A file whose path and bytes are unknown becomes version 1 of its article."""
    house.write(NAME, article_text())

    assert house.classes() == {"new": 1, "loaded": 1}
    assert house.ask("SELECT article_id, version, path FROM articles") == [("00000000000000aa", 1, NAME)]


def test_second_run_reads_nothing(house: House) -> None:
    """A run that finds nothing changed reads no file and publishes nothing."""
    house.write(NAME, article_text())
    house.run()
    before = (house.home / "published.duckdb").stat()

    assert house.classes() == {"unchanged": 1}
    after = (house.home / "published.duckdb").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_touched_file_stays_as_it_is(house: House) -> None:
    """A file whose stat changed and whose bytes did not is read and makes no version."""
    path = house.write(NAME, article_text())
    house.run()
    os.utime(path)

    assert house.classes() == {"touched": 1, "duplicates": 1}
    assert house.ask("SELECT version FROM article_versions") == [(1,)]
    assert house.classes() == {"unchanged": 1}


def test_edit_with_the_mtime_put_back_is_a_revision(house: House) -> None:
    """An edit that keeps size and mtime is caught, and the version before is kept."""
    path = house.write(NAME, article_text("Rice farmers try salt-proof seeds"))
    stat = path.stat()
    house.run()
    house.write(NAME, article_text("Rice farmers buy salt-proof seeds"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    assert house.classes() == {"revised": 1, "loaded": 1}
    versions = house.ask("SELECT version, headline, changed_fields, valid_to IS NULL FROM article_versions ORDER BY 1")
    assert versions == [
        (1, "Rice farmers try salt-proof seeds", None, False),
        (2, "Rice farmers buy salt-proof seeds", ["headline"], True),
    ]
    assert house.ask("SELECT version, changed_fields FROM articles") == [(2, ["headline"])]


def test_versions_follow_each_other_in_time(house: House) -> None:
    """One version's end is the next one's beginning, and articles_as_of shows the one of the moment."""
    for headline in ("Rice farmers try seeds", "Rice farmers buy seeds", "Rice farmers sell seeds"):
        house.write(NAME, article_text(headline))
        house.run()

    spans = house.ask("SELECT valid_from, valid_to FROM article_versions ORDER BY version")
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    for version, (start, _) in enumerate(spans, 1):
        assert house.ask("SELECT version FROM articles_as_of(?::TIMESTAMPTZ)", start) == [(version,)]


def test_renamed_file_keeps_its_article(house: House) -> None:
    """A file renamed is one article with the same id and the new path."""
    path = house.write("notes/morning.txt", article_text())
    house.run()
    (before,) = house.ask("SELECT article_id, version FROM articles")
    path.rename(house.inbox / "evening.txt")

    assert house.classes() == {"moved": 1, "duplicates": 1}
    assert house.ask("SELECT article_id, version, path FROM articles") == [(*before, "evening.txt")]
    files = house.ask("SELECT path, status, moved_to, missing_since IS NOT NULL FROM files ORDER BY path")
    assert files == [("evening.txt", "loaded", None, False), ("notes/morning.txt", "loaded", "evening.txt", True)]
    assert house.classes() == {"unchanged": 1}


def test_moved_file_can_move_back(house: House) -> None:
    """A path that an article left can be taken again."""
    path = house.write("a.txt", article_text())
    house.run()
    path.rename(house.inbox / "b.txt")
    house.run()
    (house.inbox / "b.txt").rename(path)

    assert house.classes() == {"moved": 1, "duplicates": 1}
    assert house.ask("SELECT path, version FROM articles") == [("a.txt", 1)]


def test_deleted_file_is_missing_and_its_article_stays(house: House) -> None:
    """The ledger says since when a file is missing; the article stays."""
    path = house.write(NAME, article_text())
    house.run()
    path.unlink()

    assert house.classes() == {"missing": 1}
    ((since, finished),) = house.ask("SELECT missing_since, finished_at FROM files, runs WHERE runs.missing = 1")
    assert since == finished
    assert house.ask("SELECT count(*) FROM articles") == [(1,)]
    assert house.classes() == {}


@pytest.mark.parametrize(
    ("headline", "outcome", "versions"), [("Rice farmers try seeds", "duplicates", 1), ("Other", "loaded", 2)]
)
def test_deleted_file_returns(house: House, headline: str, outcome: str, versions: int) -> None:
    """A file that comes back is returned, with a new version if its bytes are others."""
    path = house.write(NAME, article_text("Rice farmers try seeds"))
    house.run()
    path.unlink()
    house.run()
    house.write(NAME, article_text(headline))

    assert house.classes() == {"returned": 1, outcome: 1}
    assert house.ask("SELECT count(*) FROM article_versions") == [(versions,)]
    assert house.ask("SELECT missing_since FROM files") == [(None,)]


def test_copy_under_another_id_is_kept_once(house: House) -> None:
    """The same bytes under another id are a duplicate: told, kept once, both paths known."""
    house.write(NAME, article_text())
    house.run()
    house.write(OTHER, article_text())

    assert house.classes() == {"unchanged": 1, "copied": 1, "duplicates": 1}
    assert house.ask("SELECT article_id FROM articles") == [("00000000000000aa",)]
    assert house.ask("SELECT rule, path, value FROM issues") == [("duplicate_content", OTHER, "00000000000000aa")]
    files = house.ask("SELECT path, status, duplicate_of FROM files ORDER BY path")
    assert files == [(NAME, "loaded", None), (OTHER, "duplicate", "00000000000000aa")]


def test_copies_in_one_batch_are_kept_once(house: House) -> None:
    """Of several new files with the same bytes the one modified first is the article."""
    for name in (OTHER, NAME, "003_00000000000000cc.txt"):
        house.write(name, article_text())
        os.utime(house.inbox / name, ns=(10**18, 10**18 + (name != OTHER)))

    assert house.classes() == {"new": 1, "copied": 2, "loaded": 1, "duplicates": 2}
    assert house.ask("SELECT path FROM articles") == [(OTHER,)]


def test_copy_outlives_its_original(house: House) -> None:
    """When the first path goes, the copy stays a known duplicate and nothing is loaded twice."""
    path = house.write(NAME, article_text())
    house.write(OTHER, article_text())
    house.run()
    path.unlink()

    assert house.classes() == {"unchanged": 1, "missing": 1}
    assert house.ask("SELECT count(*) FROM article_versions") == [(1,)]


def test_one_id_at_two_paths_is_one_article(house: House) -> None:
    """One article_id with different bytes at two paths is one article with two versions, the later one last."""
    for folder, headline, second in (("b", "Rice farmers try seeds", 1), ("a", "Rice farmers buy seeds", 2)):
        os.utime(house.write(f"{folder}/{NAME}", article_text(headline)), ns=(0, second))

    assert house.classes() == {"new": 2, "loaded": 2}
    versions = house.ask("SELECT version, path, headline, changed_fields FROM article_versions ORDER BY version")
    assert versions == [
        (1, f"b/{NAME}", "Rice farmers try seeds", None),
        (2, f"a/{NAME}", "Rice farmers buy seeds", ["headline"]),
    ]
    assert house.ask("SELECT count(*) FROM files") == [(2,)]


def test_growing_file_is_pending_then_loaded_whole(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes between two looks is left alone, counted, and loaded by the next run."""
    path = house.write(NAME, article_text()[:200])

    def grow(_seconds: float) -> None:
        path.write_text(article_text(), encoding="utf-8")

    monkeypatch.setattr("pipeline.intake.settle.stop_requested.wait", grow)
    receipt = house.run(settle=5)
    assert (receipt.run["unsettled"], receipt.run["read"]) == (1, 0)
    assert receipt.pending == [(NAME, "it was still changing")]
    monkeypatch.undo()

    assert house.classes() == {"new": 1, "loaded": 1}
    assert house.ask("SELECT ends_with(article_body, 'a third of it.') FROM articles") == [(True,)]


def test_links_are_followed_inside_only(house: House, tmp_path: Path) -> None:
    """A link to a file outside the inbox, or to nothing, is counted as ignored; one to a file inside is a copy."""
    outside = tmp_path / "secret.txt"
    outside.write_text(article_text("A secret"), encoding="utf-8")
    house.write(NAME, article_text())
    (house.inbox / "out.txt").symlink_to(outside)
    (house.inbox / "broken.txt").symlink_to(house.inbox / "nothing.txt")
    (house.inbox / OTHER).symlink_to(house.inbox / NAME)

    receipt = house.run()
    assert receipt.ignored == {"link out of the inbox": 1, "broken link": 1}
    assert (receipt.run["new"], receipt.run["copied"]) == (1, 1)
    assert house.ask("SELECT headline FROM articles") == [("Rice farmers try salt-proof seeds",)]


@pytest.mark.parametrize(
    "name",
    [
        "with space.txt",
        "quo'te\".txt",
        "new\nline.txt",
        "Hà Nội đêm.txt",
        "%s;--.txt",
        "é" * 125 + ".txt",
        "x" * 251 + ".txt",
    ],
)
def test_odd_names_are_loaded(house: House, name: str) -> None:
    """A file name may hold whatever the file system allows."""
    house.write(name, article_text())

    assert house.classes() == {"new": 1, "loaded": 1}
    assert house.ask("SELECT path FROM articles") == [(name,)]
    assert house.classes() == {"unchanged": 1}


def test_name_that_is_no_utf8_is_loaded(house: House) -> None:
    """Bytes of a name that are no UTF-8 are shown as escapes, which no other name can equal."""
    house.write("caf//xe9.txt".replace("//", "\\"), article_text("Another story"))
    (Path(os.fsdecode(os.fsencode(house.inbox) + b"/caf\xe9.txt"))).write_text(article_text(), encoding="utf-8")

    assert house.classes() == {"new": 2, "loaded": 2}
    assert house.ask("SELECT path FROM articles ORDER BY path") == [("caf//xe9.txt",), ("caf\\xe9.txt",)]
    assert house.classes() == {"unchanged": 2}


def test_ignored_by_name_is_counted(house: House) -> None:
    """Hidden and unfinished files, and what no pattern takes, are ignored and counted."""
    for name in (".hidden.txt", ".git/config", "a.tmp", "b.txt.part", "c.crdownload", "d.txt~", "e.swp", "f.pdf"):
        house.write(name, "x")

    receipt = house.run()
    assert receipt.ignored == {"unfinished": 5, "hidden": 2, "no pattern takes it": 1}
    assert receipt.run["seen"] == receipt.run["ignored"] == 8


def test_directories_and_pipes_are_no_files(house: House) -> None:
    """A directory named like a file is looked into; a pipe is never opened."""
    house.write(f"dir.txt/{NAME}", article_text())
    os.mkfifo(house.inbox / "pipe.txt")

    receipt = house.run()
    assert receipt.ignored == {"no regular file": 1}
    assert receipt.run["loaded"] == 1


def test_directory_that_cannot_be_read_hides_its_files(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files below a directory that cannot be looked into are not missing."""
    house.write(f"deep/{NAME}", article_text())
    house.run()
    real = os.scandir

    def refuse(path: str) -> "os._ScandirIterator[str]":
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("pipeline.intake.scan.os.scandir", refuse)
    receipt = house.run()
    assert (receipt.run["seen"], receipt.run["missing"], receipt.unreadable_dirs) == (0, 0, ["deep/"])
    monkeypatch.undo()
    assert house.classes() == {"unchanged": 1}


def test_empty_inbox_is_a_run(house: House) -> None:
    """An empty inbox makes an empty receipt and a database that can be read."""
    assert house.classes() == {}
    assert house.ask("SELECT count(*) FROM articles") == [(0,)]


def test_inbox_that_is_not_there(house: House) -> None:
    """An inbox that does not exist is wrong usage, and nothing is made."""
    house.inbox.rmdir()

    with pytest.raises(UsageError, match="does not exist"):
        house.run()
    assert not house.home.exists()


def test_two_inboxes_in_one_warehouse(house: House, tmp_path: Path) -> None:
    """A run over one inbox says nothing of the files of another."""
    house.write(NAME, article_text("One"))
    house.run()
    other = House(tmp_path / "second", house.home)
    other.inbox.mkdir()
    other.write(OTHER, article_text("Two"))

    assert other.classes() == {"new": 1, "loaded": 1}
    assert house.classes() == {"unchanged": 1}


def test_dry_run_writes_nothing(house: House) -> None:
    """A dry run says what a run would do and leaves no trace."""
    house.write(NAME, article_text())
    house.write("bad.txt", "")

    receipt = house.run(dry_run=True)
    assert (receipt.run["loaded"], receipt.run["quarantined"]) == (1, 1)
    assert not house.home.exists()
    house.run()
    before = sorted((path.name, path.stat().st_mtime_ns) for path in house.home.iterdir())
    house.write(NAME, article_text("Revised"))
    receipt = house.run(dry_run=True)
    assert (receipt.run["revised"], receipt.run["unchanged"]) == (1, 1)
    assert sorted((path.name, path.stat().st_mtime_ns) for path in house.home.iterdir()) == before
