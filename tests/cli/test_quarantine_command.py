"""``wirehouse quarantine``: list, show, replay, export."""

import json
from pathlib import Path
from typing import Any

import pytest

from commands import wirehouse
from house import House, article_text
from regenerate_cases import as_text, describe, parse_case
from warehouse.connection import open_loader

NAME = "day/001_00000000000000aa.txt"
EMPTY = "night/002_00000000000000bb.txt"
NO_HEADER = article_text().split("\n", 2)[2]
HELD = {"WIREHOUSE_RULES__HEADER_MISSING": "error"}


@pytest.fixture(name="held")
def _held(house: House) -> House:
    """Two withheld files, one of them since ten days ago."""
    house.write(NAME, NO_HEADER)
    house.write(EMPTY, "")
    house.run(rules={"header_missing": "error"})
    (house.home / "published.duckdb").chmod(0o644)
    with open_loader(house.home / "published.duckdb") as published:
        published.execute(
            "UPDATE quarantine SET first_seen = first_seen - INTERVAL 10 DAY WHERE path LIKE 'night/%'",
        )
    return house


def facts(house: House, *words: str, **variables: str) -> Any:
    """What a command prints as JSON."""
    done = wirehouse(house, *words, "--json", **variables)
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("flags", "wanted"),
    [
        ([], [NAME, EMPTY]),
        (["--rule", "empty_file"], [EMPTY]),
        (["--rule", "truncated"], []),
        (["--path", "day/*"], [NAME]),
        (["--path", "*_00000000000000?b.txt"], [EMPTY]),
        (["--older-than", "1w"], [EMPTY]),
        (["--since", "7d"], [NAME]),
        (["--since", "2020-01-01", "--older-than", "36h"], [EMPTY]),
        (["--since", "1h", "--rule", "empty_file"], []),
    ],
)
def test_list_takes_rule_path_and_age(held: House, flags: list[str], wanted: list[str]) -> None:
    """Each filter leaves out what it says, and they work together."""
    assert [row["path"] for row in facts(held, "quarantine", "list", *flags)] == wanted


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (
            ["--rule", "header_mising"],
            "Error: Invalid value for '--rule': there is no rule header_mising; did you mean header_missing",
        ),
        (["--since", "soon"], "Error: Invalid value for '--since': 'soon' is neither an age"),
        (["--older-than", "7y"], "Error: Invalid value for '--older-than': '7y' is neither an age"),
    ],
)
def test_a_wrong_filter_is_told(held: House, flags: list[str], told: str) -> None:
    """A rule that does not exist is told with the nearest ones, exit code 2; so is an age that is none."""
    done = wirehouse(held, "quarantine", "list", *flags)

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(told)


def test_replay_says_what_would_pass_and_then_does_it(held: House) -> None:
    """A dry run names what would pass and what would fail still and why, and writes nothing; then it is so."""
    before = (held.home / "wirehouse.duckdb").read_bytes()
    dry = facts(held, "quarantine", "replay", "--dry-run")
    assert [row["path"] for row in dry["freed"]] == [NAME]
    assert [(row["path"], row["rules"]) for row in dry["withheld"]] == [(EMPTY, ["empty_file"])]
    assert (held.home / "wirehouse.duckdb").read_bytes() == before
    kept = facts(held, "quarantine", "replay", "--dry-run", **HELD)
    assert (kept["freed"], len(kept["withheld"])) == ([], 2)

    done = wirehouse(held, "quarantine", "replay", "--strict")
    assert (done.returncode, done.stderr) == (3, "")
    assert "freed 1, withheld still 1" in done.stdout
    assert held.ask("SELECT path FROM articles") == [(NAME,)]
    assert held.ask("SELECT path, attempts FROM quarantine") == [(EMPTY, 2)]
    assert held.ask("SELECT kind, replayed, freed, state FROM runs ORDER BY run_id DESC LIMIT 1") == [
        ("replay", 2, 1, "completed")
    ]
    assert "replayed 2 = freed 1 + withheld still 1" in wirehouse(held, "status").stdout


def test_replay_of_some(held: House) -> None:
    """A rule or a path chooses what is replayed; the rest is not tried."""
    assert wirehouse(held, "quarantine", "replay", "--rule", "empty_file").returncode == 0
    assert held.ask("SELECT path, attempts FROM quarantine ORDER BY path") == [(NAME, 1), (EMPTY, 2)]

    assert "freed 1" in wirehouse(held, "quarantine", "replay", "--path", "day/*").stdout
    assert held.ask("SELECT path FROM quarantine") == [(EMPTY,)]


def test_replay_names_originals_that_are_not_kept(held: House) -> None:
    """Without its original a file cannot be replayed: it is named, and the next run reads it from the inbox."""
    (held.home / "originals.duckdb").unlink()

    told = facts(held, "quarantine", "replay")
    assert sorted(told["unkept"]) == [NAME, EMPTY]
    assert held.classes() == {"touched": 2, "loaded": 1, "quarantined": 1}


def test_replay_without_a_warehouse(house: House) -> None:
    """Before the first run there is nothing to replay, and nothing is made."""
    done = wirehouse(house, "quarantine", "replay")

    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no warehouse" in done.stderr
    assert not house.home.exists()


def test_show_names_every_reason_with_its_lines(house: House) -> None:
    """Each reason once, with the original's line; control characters are written out."""
    house.write(NAME, article_text("Rice farmers\x07 try it").replace(" date 2025-03-04", " date 2025-02-30"))
    house.run()

    told = wirehouse(house, "quarantine", "show", NAME).stdout
    assert told.count("header_invalid (error)") == 1
    assert "1 |  date 2025-02-30 Economy" in told
    assert "\x07" not in told
    assert told.count("control_characters (warning)") == 1
    assert "Rice farmers\\x07 try it" in told


@pytest.mark.parametrize("name", [NAME, EMPTY])
def test_export_writes_a_case_that_the_tests_discover(held: House, tmp_path: Path, name: str) -> None:
    """The case holds the bytes, and what today's parser says of them as the golden cases have it."""
    cases = tmp_path / "cases"
    told = facts(held, "quarantine", "export", name, "--to", str(cases))
    (found,) = cases.glob("*/article.txt")

    assert told["case"] == str(found.parent)
    assert found.read_bytes() == (held.inbox / name).read_bytes()
    expected = json.loads((found.parent / "expected.json").read_text(encoding="utf-8"))
    assert expected["name"] == Path(name).name
    choices = {key: expected.pop(key) for key in ("name", "today")}
    assert expected == describe(parse_case(found.parent))
    assert (found.parent / "expected.json").read_text(encoding="utf-8") == as_text(expected | choices)


def test_export_overwrites_nothing(held: House, tmp_path: Path) -> None:
    """A case that is there is left alone; a file that is not withheld is no case. Both are told, exit code 2."""
    words = ("quarantine", "export", NAME, "--to", str(tmp_path / "cases"))
    assert wirehouse(held, *words).returncode == 0
    (expected,) = (tmp_path / "cases").glob("*/expected.json")
    expected.write_text("{}", encoding="utf-8")

    again = wirehouse(held, *words)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert expected.read_text(encoding="utf-8") == "{}"
    assert wirehouse(held, "quarantine", "export", "nothing").returncode == 2


def test_export_of_a_name_that_several_files_have(house: House, tmp_path: Path) -> None:
    """A name that fits several withheld files is refused, and they are listed."""
    house.write("day/a.txt", "")
    house.write("night/a.txt", b"\xff\xfe broken \xff")
    house.run()
    words = ("--to", str(tmp_path / "cases"))

    done = wirehouse(house, "quarantine", "export", "a.txt", *words)
    assert done.returncode == 2
    assert "2 withheld files are called a.txt" in done.stderr
    assert f"{house.inbox}/day/a.txt, {house.inbox}/night/a.txt" in done.stderr
    assert not (tmp_path / "cases").exists()
    assert facts(house, "quarantine", "export", "day/a.txt", *words)["case"].startswith(f"{tmp_path}/cases/empty_file_")


def test_export_of_a_text_that_breaks_the_parser(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The case of a bug is written too: it says that the parser broke down."""
    from pipeline.preview.cases import export_case
    from settings.model import Settings

    def explode(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("pipeline.intake.read.parse_with", explode)
    monkeypatch.setattr("articles.parse.parse_with", explode)
    house.write(NAME, article_text())
    house.run()

    case = export_case(Settings(inbox=house.inbox, home=house.home), NAME, tmp_path / "cases")
    assert json.loads((case / "expected.json").read_text(encoding="utf-8"))["refused"] == ["parser_failed"]


DAMAGES = {
    "no Zstandard": "'\\x00'::BLOB",
    "another text": "(SELECT min(bytes) FROM originals WHERE sha256 <> o.sha256)",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_original_is_not_shown(house: House, tmp_path: Path, damage: str) -> None:
    """Bytes that are not those of the digest are shown nowhere; each command says what it can, without a traceback."""
    other = "002_00000000000000bb.txt"
    house.write("day/held.txt", NO_HEADER)
    house.write(other, article_text("Another story of the day"))
    house.run(rules={"header_missing": "error"})
    with open_loader(house.home / "originals.duckdb") as originals:
        originals.execute(f"CREATE TABLE o AS SELECT sha256, {damage} AS bytes FROM originals AS o")
        originals.execute("UPDATE originals SET bytes = o.bytes FROM o WHERE o.sha256 = originals.sha256")

    shown = wirehouse(house, "quarantine", "show", "day/held.txt")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "header_missing" in shown.stdout
    assert " | " not in shown.stdout
    told = wirehouse(house, "explain", other)
    assert (told.returncode, told.stderr) == (0, "")
    assert "The original is not kept, is damaged" in told.stdout
    done = wirehouse(house, "quarantine", "export", "day/held.txt", "--to", str(tmp_path / "cases"))
    assert done.returncode == 1
    assert "the original of day/held.txt is not kept, damaged" in done.stderr
