"""Whatever lies in the inbox is accounted for, with its reason."""

import os
import random
from pathlib import Path

import pytest

from house import House, article_text
from schemas.rules import RULES


def test_many_files_of_one_byte(house: House) -> None:
    """A thousand files with the same byte are a thousand withheld files."""
    for number in range(1_000):
        house.write(f"{number}.txt", "x")

    row = house.run(workers=2).run
    assert (row["new"], row["copied"], row["quarantined"]) == (1, 999, 1_000)
    assert house.ask("SELECT count(*), count(DISTINCT path), min(len(rules)) > 0 FROM quarantine") == [
        (1_000, 1_000, True)
    ]


def test_random_bytes(house: House) -> None:
    """Random bytes are withheld, each with a rule of the registry and a reason."""
    source = random.Random(1)  # noqa: S311  a seeded choice is wanted
    for number in range(200):
        house.write(f"{number}.txt", source.randbytes(source.randint(1, 4_000)))

    row = house.run().run
    assert row["quarantined"] == 200
    rules = {rule for (rule,) in house.ask("SELECT DISTINCT unnest(rules) FROM quarantine")}
    assert rules <= set(RULES)
    assert house.ask("SELECT count(*) FROM quarantine WHERE reason = ''") == [(0,)]


def test_file_over_the_limit(house: House) -> None:
    """A file over the limit is hashed, not kept, and withheld."""
    path = house.inbox / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)

    assert house.classes() == {"new": 1, "quarantined": 1}
    ((rules, reason),) = house.ask("SELECT rules, reason FROM quarantine")
    assert rules == ["too_large"]
    assert "50,000,000 bytes" in reason
    assert house.ask("SELECT count(*) FROM originals", database="originals.duckdb") == [(0,)]
    assert house.classes() == {"unchanged": 1}


def test_file_that_cannot_be_read_is_pending(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be opened stays pending, is told as an issue, and is tried again."""
    path = house.write("001_00000000000000aa.txt", article_text())
    real = os.open

    def refuse(where: str, *rest: int) -> int:
        if str(where) == str(path):
            raise PermissionError(13, "Permission denied")
        return real(where, *rest)

    monkeypatch.setattr("pipeline.intake.read.os.open", refuse)
    receipt = house.run()
    assert (receipt.run["unsettled"], receipt.run["read"]) == (1, 0)
    assert receipt.pending == [("001_00000000000000aa.txt", "it cannot be read: permission denied")]
    assert house.loader("SELECT rule, sha256 FROM issues") == [("unreadable", None)]
    monkeypatch.undo()

    assert house.classes() == {"new": 1, "loaded": 1}


def test_file_that_changes_while_it_is_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that grows between look and reading is pending, never loaded in part."""
    path = house.write("001_00000000000000aa.txt", article_text()[:150])
    from pipeline.intake import read as reading

    real = reading.os.read

    def append(descriptor: int, size: int) -> bytes:
        data = real(descriptor, size)
        path.write_text(article_text(), encoding="utf-8")
        return data

    monkeypatch.setattr("pipeline.intake.read.os.read", append)
    receipt = house.run()
    assert receipt.pending == [("001_00000000000000aa.txt", "it changed while it was read")]
    monkeypatch.undo()

    assert house.classes() == {"new": 1, "loaded": 1}


def test_a_parser_that_breaks_costs_one_file(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug of the parser withholds the file under its own rule; the batch goes on."""
    house.write("001_00000000000000aa.txt", article_text())
    house.write("002_00000000000000bb.txt", "boom")
    from pipeline.intake import read as reading

    real = reading.parse_with

    def explode(data: bytes, *rest: object) -> object:
        if data == b"boom":
            raise ZeroDivisionError("division by zero")
        return real(data, *rest)

    monkeypatch.setattr("pipeline.intake.read.parse_with", explode)
    assert house.classes() == {"new": 2, "loaded": 1, "quarantined": 1}
    ((rules, reason),) = house.ask("SELECT rules, reason FROM quarantine")
    assert rules == ["parser_failed"]
    assert "ZeroDivisionError: division by zero" in reason


def test_a_batch_that_breaks_leaves_its_files_pending(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in a batch stops the run; it is marked as failed, nothing of the batch stays, the next run goes on."""
    from warehouse.errors import RunError

    house.write("001_00000000000000aa.txt", article_text())
    monkeypatch.setattr("warehouse.load.batch._STEPS", ("classify_readings", "delete_files", "no_such_file"))

    with pytest.raises(RunError, match="broke down"):
        house.run()
    monkeypatch.undo()
    assert house.loader("SELECT state, loaded, starts_with(error, 'LookupError') FROM runs") == [("failed", 0, True)]
    assert house.loader("SELECT count(*) FROM files") == [(0,)]
    assert house.classes() == {"new": 1, "loaded": 1}


def test_quarantined_file_is_fixed(house: House) -> None:
    """A file that is mended leaves quarantine with the run that reads it; attempts are counted until then."""
    house.write("001_00000000000000aa.txt", "")
    house.run()
    house.write("001_00000000000000aa.txt", "  ")
    house.run()
    assert house.ask("SELECT attempts, rules FROM quarantine") == [(2, ["empty_file"])]
    house.write("001_00000000000000aa.txt", article_text())

    assert house.classes() == {"revised": 1, "loaded": 1}
    assert house.ask("SELECT count(*) FROM quarantine") == [(0,)]


def test_quarantined_file_is_deleted(house: House) -> None:
    """A withheld file that is gone is withheld no longer."""
    path = house.write("bad.txt", "")
    house.run()
    path.unlink()

    assert house.classes() == {"missing": 1}
    assert house.ask("SELECT count(*) FROM quarantine") == [(0,)]


def test_bad_revision_keeps_the_good_version(house: House) -> None:
    """A revision that is withheld leaves the article as it was."""
    house.write("001_00000000000000aa.txt", article_text())
    house.run()
    house.write("001_00000000000000aa.txt", "")

    assert house.classes() == {"revised": 1, "quarantined": 1}
    assert house.ask("SELECT version FROM articles") == [(1,)]
    assert house.ask("SELECT article_id FROM quarantine") == [("00000000000000aa",)]


def test_severities_of_the_settings(house: House) -> None:
    """A warning made an error withholds; one made off says nothing."""
    house.write("001_00000000000000aa.txt", " date 2025-05-04 HUẾ — The lead stands alone here, they said. — VNS\n")
    house.run()
    assert house.ask("SELECT warnings FROM articles") == [(["headline_missing"],)]

    strict = House(house.inbox, house.home.parent / "strict")
    assert strict.classes(rules={"headline_missing": "error"}) == {"new": 1, "quarantined": 1}
    assert strict.ask("SELECT severity FROM rules WHERE rule = 'headline_missing'") == [("error",)]
    silent = House(house.inbox, house.home.parent / "silent")
    silent.run(rules={"headline_missing": "off"})
    assert silent.ask("SELECT warnings, (SELECT count(*) FROM issues) FROM articles") == [([], 0)]


def test_our_own_home_is_no_part_of_the_inbox(house: House) -> None:
    """A home inside the inbox is not looked into."""
    nested = House(house.inbox, house.inbox / "var")
    nested.write("001_00000000000000aa.txt", article_text())

    assert nested.classes() == {"new": 1, "loaded": 1}
    assert nested.classes() == {"unchanged": 1}


def test_worker_processes_give_the_same(house: House, write_corpus: object, tmp_path: Path) -> None:
    """Parsing over processes gives the rows that parsing in one gives."""
    from contents import contents

    write_corpus(2_100)
    house.run(workers=1)
    other = House(house.inbox, tmp_path / "other")
    other.run(workers=2)

    assert contents(other.home) == contents(house.home)
