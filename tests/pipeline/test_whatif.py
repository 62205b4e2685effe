"""``contract check`` says what a changed contract or parser would do, and writes nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commands import wirehouse
from house import PROJECT, House, article_text
from pipeline.job import prepare_rerun
from pipeline.whatif import WhatIf, check_whatif
from schemas.text import differing
from settings.load import load_settings
from settings.model import Settings
from warehouse.connection import open_loader, open_read_only
from warehouse.load.reparse import ReparseSelection

NAME = "001_00000000000000aa.txt"
OTHER = "002_00000000000000bb.txt"
THIRD = "003_00000000000000cc.txt"
NO_HEADER = article_text("A third story of the day").split("\n", 2)[2]


def check(house: House, **settings: Any) -> WhatIf:
    """What would change under these settings."""
    chosen = Settings(inbox=house.inbox, home=house.home, **{**house.settings, **settings})
    return check_whatif(prepare_rerun(chosen, "check", dry_run=True), ReparseSelection(every=True), withheld=True)


def state(house: House) -> dict[str, tuple[int, bytes]]:
    """Every file of the home directory: inode and bytes."""
    return {path.name: (path.stat().st_ino, path.read_bytes()) for path in sorted(house.home.iterdir())}


@pytest.fixture(name="loaded")
def _loaded(house: House) -> House:
    """Two articles, one of them marked as header_missing, and one withheld file."""
    house.write(NAME, article_text())
    house.write(OTHER, "")
    house.write(THIRD, NO_HEADER)
    house.run()
    return house


def test_a_stricter_rule_names_what_it_would_withhold(loaded: House) -> None:
    """Articles that would newly be withheld, by rule, with examples; and the files that fail as before."""
    outlook = check(loaded, rules={"header_missing": "error"}).as_json()

    assert (outlook["loaded"], outlook["withheld"]) == (2, 1)
    withheld = outlook["newly_withheld"]
    assert (withheld["articles"], list(withheld["by"])) == (1, ["header_missing"])
    (example,) = withheld["by"]["header_missing"]["examples"]
    assert (example["path"], example["article_id"]) == (THIRD, "00000000000000cc")
    assert outlook["still_withheld"]["by"]["empty_file"]["articles"] == 1
    assert outlook["changed"]["articles"] == outlook["newly_passing"]["articles"] == 0


def test_what_it_says_is_what_happens(house: House) -> None:
    """Over all golden cases: a load under the changed contract withholds what the check named, by the same rules."""
    for case in (PROJECT / "tests" / "cases").glob("*/article.txt"):
        house.write(f"{case.parent.name}.txt", case.read_bytes())
    house.run()
    changed = {"headline_missing": "error", "multi_article": "error", "header_invalid": "warning"}
    fresh = House(house.inbox, house.home.with_name("fresh"))
    fresh.run(rules=changed)

    outlook = check(house, rules=changed).as_json()
    before = {path for (path,) in house.ask("SELECT path FROM quarantine")}
    after = {path for (path,) in fresh.ask("SELECT path FROM quarantine")}
    assert outlook["newly_withheld"]["articles"] == len(after - before) > 50
    assert outlook["newly_passing"]["articles"] == len(before - after) > 0
    assert outlook["still_withheld"]["articles"] == len(before & after)
    by_rule = dict(fresh.ask("""
        SELECT rule, count(DISTINCT path) FROM issues JOIN quarantine USING (path)
        WHERE severity = 'error' AND NOT list_contains(?, path) GROUP BY rule
    """, sorted(before)))  # fmt: skip
    assert {rule: facts["articles"] for rule, facts in outlook["newly_withheld"]["by"].items()} == by_rule
    assert all(len(facts["examples"]) <= 10 for facts in outlook["newly_withheld"]["by"].values())
    assert outlook["changed"]["by"] == {}


def test_a_milder_rule_names_what_would_pass(house: House) -> None:
    """Withheld files that would pass are told by the rules that hold them."""
    house.write(NAME, NO_HEADER)
    house.write(OTHER, "")
    house.run(rules={"header_missing": "error"})

    outlook = check(house).as_json()
    assert outlook["newly_passing"]["by"]["header_missing"]["articles"] == 1
    assert outlook["newly_withheld"]["articles"] == 0


def test_marks_that_come_and_go(loaded: House) -> None:
    """A rule that is turned off marks no longer; one that is turned on again marks."""
    rules = {"header_missing": "off"}
    assert check(loaded, rules=rules).as_json()["no_longer_marked"]["by"]["header_missing"]["articles"] == 1
    other = House(loaded.inbox, loaded.home.with_name("other"))
    other.run(rules=rules)

    assert check(other).as_json()["newly_marked"]["by"]["header_missing"]["articles"] == 1


def test_marks_of_other_files_and_versions_are_not_lost(house: House) -> None:
    """What only the version before told cannot be looked at again: nothing is said of such a mark."""
    house.write(NAME, article_text(body="It holds for one season."))
    house.run()
    house.write(NAME, article_text(body="It holds for two seasons."))
    house.run()
    assert house.ask("SELECT warnings FROM articles") == [(["silent_edit"],)]

    assert check(house).as_json()["no_longer_marked"]["articles"] == 0


def test_a_file_withheld_for_another_would_not_pass(house: House) -> None:
    """What a rule about the version before withholds stays withheld while that is an error, whatever its text says."""
    house.write(NAME, article_text(body="It holds for one season."))
    house.run()
    house.write(NAME, article_text(body="It holds for two seasons."))
    house.run(rules={"silent_edit": "error"})

    outlook = check(house, rules={"silent_edit": "error"}).as_json()
    assert outlook["newly_passing"]["articles"] == 0
    assert outlook["still_withheld"]["by"]["silent_edit"]["articles"] == 1
    milder = check(house).as_json()
    assert milder["newly_passing"]["by"]["silent_edit"]["articles"] == 1
    assert milder["still_withheld"]["articles"] == 0


def test_another_parser_names_fields_with_values(house: House, tmp_path: Path) -> None:
    """Fields that today's parser, here another profile, reads otherwise, in how many articles, before and after."""
    profile = tmp_path / "outlet.toml"
    ours = (PROJECT / "articles" / "outlets" / "profiles" / "vietnamnews.toml").read_text(encoding="utf-8")
    profile.write_text(ours.replace('"Economy" = ["Business"]', '"Economy" = []\n"Business" = []'), encoding="utf-8")
    for number in range(12):
        text = article_text(f"Story number {number}").replace("Home Economy", "Home Business")
        house.write(f"{number:03}_{number:016x}.txt", text)
    house.run(profile=str(profile))

    assert check(house, profile=str(profile)).as_json()["changed"]["articles"] == 0
    changed = check(house).as_json()["changed"]
    assert (changed["articles"], changed["by"]["article_section"]["articles"]) == (12, 12)
    examples = changed["by"]["article_section"]["examples"]
    assert len(examples) == 10
    assert {(example["before"], example["after"]) for example in examples} == {("Business", "Economy")}


def test_images_are_compared(loaded: House) -> None:
    """Pictures belong to the values: one that is not stored as it is read shows."""
    (loaded.home / "published.duckdb").chmod(0o644)
    with open_loader(loaded.home / "published.duckdb") as published:
        published.execute("INSERT INTO article_images VALUES ('00000000000000aa', 1, 1, 'A caption', NULL, NULL)")

    changed = check(loaded).as_json()["changed"]
    assert {key: facts["articles"] for key, facts in changed["by"].items()} == {"images": 1}
    assert changed["by"]["images"]["examples"][0]["before"] == "A caption"


def test_a_lower_limit_is_part_of_the_contract(loaded: House) -> None:
    """A settings file may lower max_file_size too: what is larger would be withheld."""
    assert check(loaded, max_file_size=100).as_json()["newly_withheld"]["by"]["too_large"]["articles"] == 2


def test_originals_that_are_not_kept_are_told(loaded: House) -> None:
    """Nothing can be said of an article whose original is gone; it is named."""
    with open_loader(loaded.home / "originals.duckdb") as originals:
        originals.execute("DELETE FROM originals WHERE size = 0")
        originals.execute("UPDATE originals SET bytes = '\\x00'::BLOB WHERE size = ?", [len(NO_HEADER.encode())])

    outlook = check(loaded)
    assert sorted(outlook.unkept) == [OTHER, THIRD]
    assert outlook.loaded == 1


def test_half_of_the_corpus_exits_with_3_and_nothing_is_written(loaded: House) -> None:
    """The command: a table, exit code 3 if anything would newly be withheld, 0 if not; the home stays as it is."""
    new = loaded.home.with_name("new.toml")
    new.write_text('[rules]\nheader_missing = "error"\n', encoding="utf-8")
    before = state(loaded)

    done = wirehouse(loaded, "contract", "check", "--against", str(new))
    assert (done.returncode, done.stderr) == (3, "")
    assert "would newly be withheld: 1" in done.stdout
    assert THIRD in done.stdout
    facts = json.loads(wirehouse(loaded, "contract", "check", "--reparse", "--json").stdout)
    assert facts["newly_withheld"]["articles"] == 0
    assert wirehouse(loaded, "contract", "check", "--reparse").returncode == 0
    assert state(loaded) == before


def test_wrong_use_is_told_in_a_sentence(loaded: House) -> None:
    """A missing file, a wrong rule, no choice, no warehouse: exit codes 2 and 1, and what is wrong."""
    new = loaded.home.with_name("new.toml")
    new.write_text('[rules]\nheader_mising = "error"\n', encoding="utf-8")

    wrong = wirehouse(loaded, "contract", "check", "--against", str(new))
    assert wrong.returncode == 2
    assert "did you mean header_missing" in wrong.stderr
    assert wirehouse(loaded, "contract", "check").returncode == 2
    assert wirehouse(loaded, "contract", "check", "--against", "no.toml").returncode == 2
    nowhere = House(loaded.inbox, loaded.home.with_name("nowhere"))
    assert wirehouse(nowhere, "contract", "check", "--reparse").returncode == 1


def test_a_check_goes_on_beside_a_writer_and_lets_it_write(loaded: House) -> None:
    """A check takes no lock: it runs while a loader has the ledger, and a load runs while the check is at work."""
    with open_loader(loaded.home / "wirehouse.duckdb"):
        assert check_in_process(loaded).returncode == 0
    seen = []

    def load(done: int, _total: int) -> None:
        loaded.write("004_00000000000000dd.txt", article_text("A fourth story of the day"))
        seen.append((done, ingest_in_process(loaded).returncode))

    chosen = Settings(inbox=loaded.inbox, home=loaded.home, **loaded.settings, batch_files=1)
    check_whatif(
        prepare_rerun(chosen, "check", dry_run=True, on_progress=load), ReparseSelection(every=True), withheld=True
    )
    assert seen[0] == (1, 0)
    with open_read_only(loaded.home / "published.duckdb") as published:
        assert published.execute("SELECT count(*) FROM articles").fetchone() == (3,)


def check_in_process(house: House) -> "subprocess.CompletedProcess[str]":
    """The command, while this process has a database open."""
    return wirehouse(house, "contract", "check", "--reparse")


def ingest_in_process(house: House) -> "subprocess.CompletedProcess[str]":
    """A run of another process, which waits for nobody."""
    return wirehouse(house, "ingest", str(house.inbox), "--no-prefect", WIREHOUSE_LOCK_TIMEOUT="0")


def test_the_settings_file_given_decides_only_on_contract_and_parser(loaded: House) -> None:
    """The warehouse is that of --home, whatever home the changed settings name."""
    new = loaded.home.with_name("new.toml")
    new.write_text('home = "elsewhere"\n', encoding="utf-8")

    assert load_settings(new).home == Path("elsewhere")
    assert wirehouse(loaded, "contract", "check", "--against", str(new)).returncode == 0


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("a", "b", ("a", "b")),
        (None, "b\x07", (None, "b\\x07")),
        ("x" * 300 + "a", "x" * 300 + "b", ("…" + "x" * 50 + "a", "…" + "x" * 50 + "b")),
        ("y" * 300, "y" * 301, ("…" + "y" * 50, "…" + "y" * 51)),
    ],
)
def test_long_values_are_shown_where_they_differ(before: str | None, after: str, wanted: tuple[str, str]) -> None:
    """Of two long values that begin alike the part is shown in which they differ."""
    assert differing(before, after) == wanted


def test_help_needs_no_heavy_import() -> None:
    """The commands' help imports neither Prefect, pandera nor polars."""
    script = (
        "import sys; from cli.main import wirehouse; "
        "assert not {'prefect', 'pandera', 'polars'} & set(sys.modules), sorted(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
