"""Stored articles are brought to today's parser: new versions where values differ, nothing where they do not."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from commands import wirehouse
from house import PROJECT, House, article_text
from pipeline.job import prepare_rerun
from pipeline.reprocess import Reprocessed, reparse_articles
from settings.model import Settings
from warehouse.connection import open_loader, open_read_only
from warehouse.errors import RunError
from warehouse.load.reparse import ReparseSelection

NAME = "001_00000000000000aa.txt"
OTHER = "002_00000000000000bb.txt"
SEA = article_text().replace("Home Economy", "Home Business")
VALUES = "* EXCLUDE (version, changed_fields, run_id, first_created, version_created, parser_version, contract_version)"


def reparse(house: House, selection: ReparseSelection | None = None, **settings: Any) -> Reprocessed:
    """One reparse."""
    chosen = Settings(inbox=house.inbox, home=house.home, **{**house.settings, **settings})
    return reparse_articles(prepare_rerun(chosen, "reparse"), selection or ReparseSelection())


@pytest.fixture(name="profile")
def _profile(tmp_path: Path) -> Path:
    """A profile of the test's own, which does not know that Business is Economy."""
    ours = (PROJECT / "articles" / "outlets" / "profiles" / "vietnamnews.toml").read_text(encoding="utf-8")
    path = tmp_path / "outlet.toml"
    path.write_text(ours.replace('"Economy" = ["Business"]', '"Economy" = []\n"Business" = []'), encoding="utf-8")
    return path


def improve(profile: Path) -> None:
    """Let the profile know what ours knows: another parser."""
    ours = (PROJECT / "articles" / "outlets" / "profiles" / "vietnamnews.toml").read_text(encoding="utf-8")
    profile.write_text(ours, encoding="utf-8")


def test_values_that_differ_become_a_new_version(house: House, profile: Path) -> None:
    """Another parser's other value is version 2, with what changed and by which parser; the old one is kept."""
    house.write(NAME, SEA)
    house.write(OTHER, article_text("Another story of the day"))
    house.run(profile=str(profile))
    improve(profile)

    outcome = reparse(house, profile=str(profile))
    assert [(run["reparsed"], run["renewed"], run["retained"]) for run in outcome.runs] == [(2, 1, 0)]
    assert outcome.fields == {"article_section": 1}
    versions = house.rows("SELECT * FROM article_versions WHERE path = ? ORDER BY version", NAME)
    assert [row["article_section"] for row in versions] == ["Business", "Economy"]
    assert [row["changed_fields"] for row in versions] == [None, ["article_section"]]
    assert versions[0]["valid_to"] == versions[1]["valid_from"]
    assert versions[0]["first_created"] == versions[1]["first_created"]
    assert versions[0]["parser_version"] != versions[1]["parser_version"] == outcome.runs[0]["parser_version"]
    assert house.ask("SELECT max(version) FROM article_versions WHERE path = ?", OTHER) == [(1,)]
    assert house.ask("SELECT DISTINCT version FROM spans WHERE article_id = '00000000000000aa' ORDER BY 1") == [
        (1,),
        (2,),
    ]


def test_reparsed_is_as_loaded_anew(house: House, profile: Path) -> None:
    """All golden cases, read by an outlet's profile alone and then reparsed by all, are as if loaded by all."""
    for case in (PROJECT / "tests" / "cases").glob("*/article.txt"):
        house.write(f"{case.parent.name}.txt", case.read_bytes())
    fresh = House(house.inbox, house.home.with_name("fresh"))
    fresh.run()
    house.run(profile=str(profile))
    stored = house.ask(f"SELECT {VALUES} FROM articles ORDER BY path")

    outcome = reparse(house)
    assert outcome.total("renewed") > 20
    (path,) = house.ask("SELECT list(path) FROM articles")
    wanted = fresh.ask(f"SELECT {VALUES} FROM articles WHERE list_contains(?, path) ORDER BY path", path[0])
    found = house.ask(f"SELECT {VALUES} FROM articles ORDER BY path")
    assert [row for row in without_marks(found, house) if row not in without_marks(wanted, fresh)] == []
    assert found != stored
    pictures = "SELECT path, i.* EXCLUDE (version) FROM article_images AS i JOIN articles USING (article_id, version)"
    query = f"{pictures} WHERE list_contains(?, path) ORDER BY ALL"
    assert house.ask(query, path[0]) == fresh.ask(query, path[0])


def without_marks(rows: list[tuple[Any, ...]], house: House) -> list[tuple[Any, ...]]:
    """The rows without the column of warnings, which are of the contract that judged the version."""
    (names,) = house.ask(f"SELECT list(column_name) FROM (DESCRIBE SELECT {VALUES} FROM articles)")
    at = names[0].index("warnings")
    return [row[:at] + row[at + 1 :] for row in rows]


def test_a_mark_of_the_version_before_is_kept(house: House, profile: Path) -> None:
    """A new version by another parser keeps the mark that only other versions explain, and why; also the next one."""
    ours = profile.read_text(encoding="utf-8")
    house.write(NAME, SEA.replace("next season", "season"))
    house.run(profile=str(profile))
    house.write(NAME, SEA)
    house.run(profile=str(profile))
    for text in (None, ours):
        improve(profile) if text is None else profile.write_text(text, encoding="utf-8")
        assert reparse(house, profile=str(profile)).total("renewed") == 1

    marked = "SELECT version, list_contains(warnings, 'silent_edit') FROM article_versions ORDER BY version"
    assert house.ask(marked) == [(1, False), (2, True), (3, True), (4, True)]
    told = "SELECT path, severity, stage, field, value, message, line_start FROM issues WHERE rule = 'silent_edit'"
    assert len(house.ask(told)) == 3
    assert len(set(house.ask(told))) == 1


def test_nothing_differs_nothing_is_written(house: House, profile: Path) -> None:
    """A parser whose values are the same writes no version; run again neither, and readers' copy stays."""
    house.write(NAME, article_text())
    house.run(profile=str(profile))
    improve(profile)
    published = (house.home / "published.duckdb").stat().st_ino

    for _ in range(2):
        outcome = reparse(house, profile=str(profile))
        assert [(run["reparsed"], run["renewed"]) for run in outcome.runs] == [(1, 0)]
    assert house.loader("SELECT count(*) FROM article_versions") == [(1,)]
    assert (house.home / "published.duckdb").stat().st_ino == published
    assert house.loader("SELECT kind, state FROM runs ORDER BY run_id") == [
        ("ingest", "completed"), ("reparse", "completed"), ("reparse", "completed"),
    ]  # fmt: skip


def test_today_parser_has_nothing_to_do(house: House) -> None:
    """Articles of today's parser and contract are not parsed again."""
    house.write(NAME, article_text())
    house.run()

    assert reparse(house).total("reparsed") == 0


def test_an_article_that_would_be_withheld_keeps_its_version(house: House) -> None:
    """Today's contract would withhold it: it stays as it is, is told, and its reasons are in issues."""
    house.write(NAME, article_text().replace("2025", "1995"))
    house.run()
    rules = {"date_mismatch": "off", "header_missing": "error"}
    house.write(OTHER, article_text().split("\n", 2)[2])
    house.run()

    outcome = reparse(house, rules=rules)
    assert [(row["path"], row["rules"]) for row in outcome.retained] == [(OTHER, ["header_missing"])]
    assert outcome.total("retained") == 1
    assert house.ask("SELECT count(*), max(version) FROM article_versions") == [(2, 1)]
    told = house.ask("SELECT path, severity FROM issues WHERE run_id = ?", outcome.runs[0]["run_id"])
    assert (OTHER, "error") in told


@pytest.mark.parametrize("damage", ["UPDATE originals SET bytes = '\\x00'::BLOB", "DELETE FROM originals"])
def test_a_lost_original_is_read_from_the_inbox(house: House, profile: Path, damage: str) -> None:
    """An article whose original is damaged or gone is told; the next run reads its file and mends it."""
    house.write(NAME, SEA)
    house.write(OTHER, article_text("Another story of the day"))
    house.run(profile=str(profile))
    with open_loader(house.home / "originals.duckdb") as originals:
        originals.execute(f"{damage} WHERE sha256 = '{sha256(SEA.encode()).hexdigest()}'")
    improve(profile)

    told = reparse(house, profile=str(profile))
    assert (told.unkept, told.total("reparsed")) == ([NAME], 1)
    assert house.classes(profile=str(profile)) == {"unchanged": 1, "touched": 1, "duplicates": 1}
    mended = reparse(house, profile=str(profile))
    assert (mended.unkept, mended.total("renewed")) == ([], 1)


def test_selection_by_rule_and_by_age(house: House, profile: Path) -> None:
    """--rule takes the articles that the rule marks, --since those loaded since then."""
    house.write(NAME, SEA)
    house.run(profile=str(profile))
    (loaded,) = house.ask("SELECT max(version_created) FROM articles")
    house.write(OTHER, SEA.split("\n", 1)[1])
    house.run(profile=str(profile))
    improve(profile)

    marked = reparse(house, ReparseSelection(rule="header_missing"), profile=str(profile))
    assert (marked.total("reparsed"), marked.total("renewed")) == (1, 1)
    assert house.ask("SELECT article_section FROM articles ORDER BY path") == [("Business",), ("Economy",)]
    none = reparse(
        house, ReparseSelection(since=house.ask("SELECT now() + INTERVAL 1 DAY")[0][0]), profile=str(profile)
    )
    assert none.total("reparsed") == 0
    rest = reparse(house, ReparseSelection(since=loaded[0]), profile=str(profile))
    assert (rest.total("reparsed"), rest.total("renewed")) == (1, 1)


def load_two_inboxes(house: House, profile: Path, tmp_path: Path) -> House:
    """An article in each of two inboxes of one home, and then a better profile; the second inbox."""
    house.write(NAME, SEA)
    house.run(profile=str(profile))
    (tmp_path / "second").mkdir()
    second = House(tmp_path / "second", house.home)
    second.write(OTHER, SEA.replace("Rice farmers", "More rice farmers"))
    second.run(profile=str(profile))
    improve(profile)
    return second


def test_two_inboxes_are_two_runs(house: House, profile: Path, tmp_path: Path) -> None:
    """Articles keep their inbox; each inbox has its run."""
    second = load_two_inboxes(house, profile, tmp_path)

    outcome = reparse(house, profile=str(profile))
    assert [run["renewed"] for run in outcome.runs] == [1, 1]
    assert house.ask("SELECT path, inbox, version FROM articles ORDER BY path") == [
        (NAME, str(house.inbox), 2), (OTHER, str(second.inbox), 2),
    ]  # fmt: skip


def test_readers_get_what_was_done_before_a_run_broke_down(house: House, profile: Path, tmp_path: Path) -> None:
    """Of two inboxes the second run fails: what the first one wrote is published all the same."""
    load_two_inboxes(house, profile, tmp_path)
    seen: list[int] = []

    def break_down(done: int, _total: int) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise ZeroDivisionError

    chosen = Settings(inbox=house.inbox, home=house.home, profile=str(profile), **house.settings)
    with pytest.raises(RunError, match="ZeroDivisionError"):
        reparse_articles(prepare_rerun(chosen, "reparse", on_progress=break_down), ReparseSelection())
    assert house.ask("SELECT version FROM articles WHERE path = ?", NAME) == [(2,)]
    assert house.ask("SELECT state FROM runs WHERE kind = 'reparse' ORDER BY run_id") == [("completed",), ("failed",)]


def test_many_over_processes_and_batches(house: House, profile: Path) -> None:
    """A reparse goes over the cores, in batches, each committed by itself."""
    for number in range(2_300):
        house.write(f"{number:04}.txt", SEA.replace("Growers", f"Growers no. {number}"))
    house.run(profile=str(profile), workers=2)
    improve(profile)

    outcome = reparse(house, profile=str(profile), workers=2, batch_files=700)
    assert (outcome.total("renewed"), outcome.total("batches")) == (2_300, 4)
    assert house.ask("SELECT count(*), min(version), max(article_section) FROM articles") == [(2_300, 2, "Economy")]


def test_the_command_tells_and_exits_with_3_if_strict(house: House) -> None:
    """``reparse`` prints the receipt; ``--dry-run`` writes nothing; ``--strict`` exits with 3."""
    house.write(NAME, article_text().split("\n", 2)[2])
    house.run()
    rules = {"WIREHOUSE_RULES__HEADER_MISSING": "error"}
    before = (house.home / "wirehouse.duckdb").read_bytes()

    dry = wirehouse(house, "reparse", "--dry-run", "--strict", "--json", **rules)
    assert (dry.returncode, json.loads(dry.stdout)["newly_withheld"]["articles"]) == (3, 1)
    assert (house.home / "wirehouse.duckdb").read_bytes() == before
    done = wirehouse(house, "reparse", "--strict", **rules)
    assert done.returncode == 3
    assert "reparsed 1 = retained 1" in done.stdout
    assert wirehouse(house, "reparse", **rules).returncode == 0
    wrong = wirehouse(house, "reparse", "--since", "tomorrow")
    assert wrong.returncode == 2
    assert "'--since': 'tomorrow' is neither an age" in wrong.stderr.splitlines()[-1]


def test_a_chunk_is_bounded_by_its_bytes(house: House) -> None:
    """A process is given no more bytes of originals at a time than when it reads files: a tenth of a batch's."""
    from pipeline.intake.originals import find_originals, reread_batches
    from pipeline.job import for_inbox
    from warehouse.load.reparse import list_stored

    for number in range(30):
        house.write(f"{number:03}_{number:016x}.txt", article_text(f"Story number {number}", body="Rain. " * 300))
    house.run()
    chosen = Settings(inbox=house.inbox, home=house.home, **house.settings, batch_bytes=20_000)
    job = for_inbox(prepare_rerun(chosen, "reparse"), str(house.inbox))
    with open_read_only(house.home / "published.duckdb") as published:
        stored = find_originals(job, list_stored(published, job.run, ReparseSelection(every=True)))

    chunks = [chunk for batch in reread_batches(job, stored) for chunk in batch]
    assert sum(chunk.files.height for chunk in chunks) == 30
    largest = int(stored["size"].max())
    assert max(int(chunk.files["size"].sum()) for chunk in chunks) <= 20_000 // 10 + largest
