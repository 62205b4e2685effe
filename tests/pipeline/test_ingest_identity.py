"""One text is one article, whatever happens to its files in one run or in several."""

import os
import subprocess
import sys

import pytest

from house import House, article_text

ONE, TWO = article_text("The first story"), article_text("The second story")
A, B = "001_00000000000000aa.txt", "002_00000000000000bb.txt"
BATCHES = pytest.mark.parametrize("batch_files", [1, 5_000])


def headlines(house: House) -> list[str]:
    """The headlines of the current articles."""
    return [headline for (headline,) in house.ask("SELECT headline FROM articles ORDER BY ALL")]


@BATCHES
def test_rotation_loses_no_text(house: House, batch_files: int) -> None:
    """Latest is renamed to archive and written anew: both texts are current, at the latest after the next run."""
    path = house.write("latest.txt", ONE)
    house.run()
    path.rename(house.inbox / "archive.txt")
    house.write("latest.txt", TWO)
    house.run(batch_files=batch_files)
    house.run(batch_files=batch_files)

    assert headlines(house) == ["The first story", "The second story"]
    assert set(house.classes()) == {"unchanged"}


def test_path_that_was_left_is_used_again(house: House) -> None:
    """A new text at a path that an article has left is an article of its own."""
    path = house.write("a.txt", ONE)
    house.run()
    path.rename(house.inbox / "b.txt")
    house.run()
    house.write("a.txt", TWO)

    assert house.classes() == {"new": 1, "unchanged": 1, "loaded": 1}
    assert headlines(house) == ["The first story", "The second story"]
    house.write("a.txt", article_text("The second story, revised"))
    house.run()
    assert headlines(house) == ["The first story", "The second story, revised"]


def test_copy_becomes_an_article_when_its_original_is_revised(house: House) -> None:
    """A duplicate whose article gets another text is read again and becomes an article."""
    house.write(A, ONE)
    house.write(B, ONE)
    house.run()
    house.write(A, TWO)
    house.run()

    assert house.classes() == {"touched": 1, "unchanged": 1, "loaded": 1}
    assert house.ask("SELECT article_id, headline FROM articles ORDER BY 1") == [
        ("00000000000000aa", "The second story"),
        ("00000000000000bb", "The first story"),
    ]


def test_good_bytes_after_bad_ones_make_no_version(house: House) -> None:
    """A file that was withheld for a while and comes back with its article's bytes makes no new version."""
    house.write(A, ONE)
    house.run()
    house.write(A, "")
    house.run()
    house.write(A, ONE)

    assert house.classes() == {"revised": 1, "duplicates": 1}
    assert house.ask("SELECT version FROM article_versions") == [(1,)]
    assert house.ask("SELECT count(*) FROM quarantine") == [(0,)]


@BATCHES
def test_revision_and_its_copy_in_one_run(house: House, batch_files: int) -> None:
    """A revision and a new copy of it are one text: the revised article's."""
    house.write(A, ONE)
    house.run()
    os.utime(house.write(A, TWO), ns=(1, 1))
    os.utime(house.write(B, TWO), ns=(2, 2))

    assert house.classes(batch_files=batch_files) == {
        "revised": 1,
        "copied" if batch_files == 1 else "new": 1,
        "loaded": 1,
        "duplicates": 1,
    }
    assert house.ask("SELECT article_id, version FROM articles") == [("00000000000000aa", 2)]


def test_withheld_copies_that_pass_later_are_one_article(house: House) -> None:
    """Two withheld files with the same bytes, let through by another contract, are one article and its copy."""
    text = " date 2025-05-04 HUẾ — The lead stands alone here, they said. — VNS\n"
    paths = [house.write(A, text), house.write(B, text)]
    house.run(rules={"headline_missing": "error"})
    for path in paths:
        os.utime(path)

    assert house.classes() == {"touched": 2, "loaded": 1, "duplicates": 1}
    assert house.ask("SELECT rule FROM issues WHERE rule = 'duplicate_content'") == []
    assert house.ask("SELECT count(*) FROM articles") == [(1,)]


def test_two_vanish_and_two_appear(house: House) -> None:
    """Files with the same bytes are matched one to one when they move."""
    house.write("a.txt", ONE)
    house.write("b.txt", ONE)
    house.run()
    for name in "ab":
        (house.inbox / f"{name}.txt").rename(house.inbox / f"{name}{name}.txt")

    assert house.classes() == {"moved": 2, "duplicates": 2}
    assert house.ask("SELECT path FROM files WHERE missing_since IS NULL ORDER BY 1") == [("aa.txt",), ("bb.txt",)]
    assert house.ask("SELECT count(*) FROM articles") == [(1,)]


def test_withheld_file_moves(house: House) -> None:
    """A withheld file that moves is withheld at its new path, since the same time."""
    path = house.write("bad.txt", "")
    house.run()
    ((since,),) = house.ask("SELECT first_seen FROM quarantine")
    path.rename(house.inbox / "worse.txt")

    assert house.classes() == {"moved": 1, "quarantined": 1}
    assert house.ask("SELECT path, first_seen, attempts FROM quarantine") == [("worse.txt", since, 2)]


def test_more_directories_than_descriptors(house: House) -> None:
    """Directories are opened one at a time."""
    for number in range(300):
        house.write(f"{number}/{number:03}_{number:016x}.txt", article_text(f"Story {number}"))

    done = subprocess.run(
        ["/bin/bash", "-c", f"ulimit -n 128; exec {sys.executable} -m cli ingest {house.inbox} --home {house.home}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "seen 300 = new 300" in done.stdout


def test_large_articles_are_loaded(house: House) -> None:
    """A batch of large articles fits into the loader's memory."""
    for number in range(120):
        body = "\n\n".join(f"Paragraph {number} {line} of a long report, they said." * 9 for line in range(900))
        house.write(f"{number:03}_{number:016x}.txt", article_text(f"Story {number}", body=body))

    assert house.classes() == {"new": 120, "loaded": 120}
    assert house.ask("SELECT min(char_count) > 300000 FROM articles") == [(True,)]


def test_nobody_else_opens_the_loaders_database_during_a_run(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB's lock holds until the run ends: nothing of ours closes a descriptor of the file before."""
    from pipeline import run as pipeline

    real = pipeline.publish
    told: list[str] = []

    def probe(*arguments: object) -> object:
        result = real(*arguments)
        script = f"import duckdb; duckdb.connect({str(house.home / 'wirehouse.duckdb')!r})"
        told.append(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False).stderr)
        return result

    monkeypatch.setattr("pipeline.run.publish", probe)
    house.write(A, ONE)
    house.run()

    assert len(told) == 1
    assert "Could not set lock" in told[0]
