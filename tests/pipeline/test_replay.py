"""What is withheld comes back by itself when its cause is gone."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from zstandard import ZstdDecompressor

from house import PROJECT, House, article_text
from schemas.rules import RULES
from warehouse.connection import open_loader

CASES = sorted(path.parent for path in (PROJECT / "tests" / "cases").glob("*/article.txt"))
NAME = "001_00000000000000aa.txt"
OTHER = "002_00000000000000bb.txt"
NO_HEADLINE = " date 2025-03-04 HUẾ — Growers have sown a seed that bears salt water, they said on Tuesday. — VNS\n"
HELD = {"headline_missing": "error"}
FIELDS = "* EXCLUDE (run_id, first_created, version_created, contract_version, parser_version)"


def of_rule(rule: str) -> list[Path]:
    """The golden cases that meet a rule, and some that do not."""
    told = {case: json.loads((case / "expected.json").read_text(encoding="utf-8")) for case in CASES}
    met = [case for case, facts in told.items() if rule in facts.get("warnings", []) + facts.get("withheld", [])]
    return [*met[:12], *[case for case in CASES[::40] if case not in met]]


FACTS = [json.loads((case / "expected.json").read_text(encoding="utf-8")) for case in CASES]
MET = sorted({rule for facts in FACTS for rule in facts.get("warnings", []) + facts.get("withheld", [])})
MET.remove("date_in_future")  # the case is of the past by now: it is tried by itself below
"""Every rule of which a golden case has a record."""


def other(rule: str) -> dict[str, str]:
    """The settings that switch a rule from error to warning, or back: those under which it withholds."""
    return {} if RULES[rule].severity == "error" else {rule: "error"}


@pytest.mark.parametrize("rule", MET)
@pytest.mark.parametrize("by", ["settings", "environment"])
def test_a_rule_that_becomes_a_warning_frees_exactly_what_it_held(
    house: House, rule: str, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run frees the files that the rule alone held; the warehouse is as if it never had held them."""
    for case in of_rule(rule):
        shutil.copy(case / "article.txt", house.inbox / f"{case.name}.txt")
    fresh = House(house.inbox, house.home.with_name("fresh"))
    fresh.run(rules={rule: "warning"})
    held = house.run(rules=other(rule)).run
    before = dict(house.ask("SELECT path, rules FROM quarantine"))

    if by == "environment":
        freed = run_with_environment(house, rule, monkeypatch)
    else:
        freed = house.run(rules={rule: "warning"}).run
    after = {path for (path,) in house.ask("SELECT path FROM quarantine")}

    alone = {path for path, rules in before.items() if rules == [rule]}
    assert alone, "no case is held by this rule alone"
    assert after == before.keys() - alone
    assert (freed["replayed"], freed["freed"], freed["read"]) == (len(before), len(alone), 0)
    assert held["quarantined"] == len(before)
    for table in ("articles", "files"):
        columns = FIELDS if table == "articles" else "* EXCLUDE (run_id, first_seen, last_read)"
        query = f"SELECT {columns} FROM {table} ORDER BY ALL"
        assert house.ask(query) == fresh.ask(query)


def run_with_environment(house: House, rule: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A run whose only change is a variable."""
    from pipeline.job import prepare_job
    from pipeline.run import ingest_inbox
    from settings.load import load_settings

    monkeypatch.setenv(f"WIREHOUSE_RULES__{rule.upper()}", "warning")
    flags = {"inbox": house.inbox, "home": house.home, **house.settings}
    return ingest_inbox(prepare_job(load_settings(None, flags))).run


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("date_in_future", article_text().replace("2025", "2999")),
        ("date_out_of_range", article_text().replace("2025", "1985")),
        ("control_characters", article_text("Rice farmers\x07 try salt-proof seeds")),
        (
            "abstract_too_long",
            article_text().replace("\n\nMarch", "\n\n" + "They say it once more. " * 200 + "\n\nMarch"),
        ),
    ],
)
def test_a_rule_of_the_contract_frees_what_it_held(house: House, rule: str, text: str) -> None:
    """The same for rules about values: the record is loaded as it is, and marked."""
    house.write(NAME, text)
    house.write(OTHER, "")
    house.run(rules=other(rule))
    assert house.ask("SELECT rules FROM quarantine WHERE path = ?", NAME) == [([rule],)]

    freed = house.run(rules={rule: "warning"}).run
    assert (freed["replayed"], freed["freed"]) == (2, 1)
    assert house.ask("SELECT path, list_contains(warnings, ?) FROM articles", rule) == [(NAME, True)]
    assert house.ask("SELECT path FROM quarantine") == [(OTHER,)]


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        ("silent_edit", NAME, article_text(body="They say otherwise now.")),
        ("version_outdated", NAME, article_text(day="2025-03-01")),
        ("duplicate_id", OTHER.replace("bb", "aa"), article_text(day="2025-04-01")),
    ],
)
def test_a_rule_of_other_files_and_versions_frees_what_it_held(house: House, rule: str, name: str, text: str) -> None:
    """The same for rules about the stored versions and the other files: the text becomes the next version."""
    house.write(NAME, article_text())
    house.run()
    house.write(name, text)
    house.run(rules={rule: "error"})
    assert house.ask("SELECT path, rules FROM quarantine") == [(name, [rule])]

    freed = house.run(rules={rule: "warning"}).run
    assert (freed["replayed"], freed["freed"]) == (1, 1)
    assert house.ask("SELECT version, path, warnings FROM articles") == [(2, name, [rule])]


def test_nothing_is_replayed_without_a_change(house: House) -> None:
    """Under the same parser and contract a withheld file is not tried again, whatever else the run reads."""
    house.write(NAME, NO_HEADLINE)
    house.run(rules=HELD)
    house.write(OTHER, article_text())

    assert house.run(rules=HELD).run["replayed"] == 0
    assert house.run(rules=HELD | {"tz_suspect": "off"}).run["replayed"] == 1
    assert house.run(rules=HELD | {"tz_suspect": "off"}).run["replayed"] == 0
    assert house.ask("SELECT attempts FROM quarantine") == [(2,)]


def test_a_profile_that_changed_frees_what_it_can(house: House, tmp_path: Path) -> None:
    """A changed parser, here an outlet's profile with one more section, frees what it can now read."""
    profile = tmp_path / "outlet.toml"
    ours = (PROJECT / "articles" / "outlets" / "profiles" / "vietnamnews.toml").read_text(encoding="utf-8")
    profile.write_text(ours, encoding="utf-8")
    text = article_text().replace("Home Economy", "Home Seafaring")
    house.write(NAME, text)
    house.write(OTHER, text.replace("Seafaring", "Cloudwatching"))
    settings = {"rules": {"section_unknown": "error"}, "profile": str(profile)}
    assert house.classes(**settings) == {"new": 2, "quarantined": 2}

    profile.write_text(ours.replace("[sections]", "[sections]\nSeafaring = []"), encoding="utf-8")
    freed = house.run(**settings).run
    assert (freed["replayed"], freed["freed"], freed["loaded"]) == (2, 1, 0)
    assert house.ask("SELECT path, article_section FROM articles") == [(NAME, "Seafaring")]
    assert house.ask("SELECT path, attempts FROM quarantine") == [(OTHER, 2)]


def test_the_receipt_counts_replays_apart(house: House) -> None:
    """Reading and replaying in one run: both sums of the receipt hold, and the ledger knows what was not read."""
    house.write(NAME, NO_HEADLINE)
    house.run(rules=HELD)
    (read_at,) = house.ask("SELECT last_read FROM files")
    house.write(OTHER, article_text())

    row = house.run().run
    assert {name: row[name] for name in ("seen", "new", "unchanged", "read", "loaded", "replayed", "freed")} == {
        "seen": 2, "new": 1, "unchanged": 1, "read": 1, "loaded": 1, "replayed": 1, "freed": 1,
    }  # fmt: skip
    assert house.ask("SELECT last_read FROM files WHERE path = ?", NAME) == [read_at]
    assert house.ask("SELECT count(*) FROM articles") == [(2,)]


def test_freed_copies_are_one_article(house: House) -> None:
    """Of two withheld files with the same bytes one is loaded and the other kept as its duplicate."""
    house.write(NAME, NO_HEADLINE)
    house.write(OTHER, NO_HEADLINE)
    house.run(rules=HELD)

    row = house.run().run
    assert (row["replayed"], row["freed"], row["freed_duplicates"]) == (2, 2, 1)
    assert house.ask("SELECT path, status FROM files ORDER BY path") == [(NAME, "loaded"), (OTHER, "duplicate")]
    assert house.classes() == {"unchanged": 2}


def test_a_freed_revision_is_the_next_version(house: House) -> None:
    """A withheld revision that is freed becomes version 2 of the article that was loaded from the path."""
    path = house.write(NAME, article_text())
    house.run(rules=HELD)
    path.write_text(NO_HEADLINE, encoding="utf-8")
    house.run(rules=HELD)
    assert house.ask("SELECT version, headline IS NULL FROM articles") == [(1, False)]

    house.run()
    assert house.ask("SELECT version, headline IS NULL FROM article_versions ORDER BY 1") == [(1, False), (2, True)]


@pytest.mark.parametrize("rules", [HELD, {}])
def test_a_file_mended_in_the_inbox_leaves_quarantine(house: House, rules: dict[str, str]) -> None:
    """A withheld file whose text is mended is loaded and withheld no longer, also if the contract changed meanwhile."""
    house.write(NAME, NO_HEADLINE)
    house.run(rules=HELD)
    house.write(NAME, article_text())

    assert house.classes(rules=rules) == {"revised": 1, "loaded": 1}
    assert house.ask("SELECT count(*) FROM quarantine") == [(0,)]
    assert house.ask("SELECT version, headline IS NULL FROM articles") == [(1, False)]


@pytest.mark.parametrize("rules", [HELD, {}])
def test_a_file_deleted_from_the_inbox_leaves_quarantine(house: House, rules: dict[str, str]) -> None:
    """A withheld file that is deleted is closed as missing, and not replayed into an article."""
    house.write(NAME, NO_HEADLINE)
    house.run(rules=HELD)
    (house.inbox / NAME).unlink()

    assert house.classes(rules=rules) == {"missing": 1}
    assert house.ask("SELECT count(*) FROM quarantine") == [(0,)]
    assert house.ask("SELECT count(*) FROM articles") == [(0,)]
    assert house.ask("SELECT status, missing_since IS NOT NULL FROM files") == [("quarantined", True)]


def test_a_raised_limit_frees_large_files(house: House) -> None:
    """Bytes over the limit are not kept; when the limit is raised the file is read again, and only then."""
    house.write(NAME, article_text())
    assert house.classes(max_file_size=100) == {"new": 1, "quarantined": 1}
    assert house.classes(max_file_size=200) == {"unchanged": 1}

    assert house.classes() == {"touched": 1, "loaded": 1}
    assert house.ask("SELECT count(*) FROM quarantine") == [(0,)]


def test_lost_originals_are_read_from_the_inbox(house: House) -> None:
    """A withheld file whose original is not kept is read again instead of replayed."""
    house.write(NAME, NO_HEADLINE)
    house.run(rules=HELD)
    (house.home / "originals.duckdb").unlink()

    assert house.classes() == {"touched": 1, "loaded": 1}


def test_a_damaged_original_is_read_from_the_inbox(house: House) -> None:
    """Bytes that are not those of their digest are not believed: the next run reads the file."""
    house.write(NAME, NO_HEADLINE)
    house.run(rules=HELD)
    with open_loader(house.home / "originals.duckdb") as originals:
        originals.execute("UPDATE originals SET bytes = '\\x00'::BLOB")

    assert house.run().run["replayed"] == 0
    assert house.classes() == {"touched": 1, "loaded": 1}
    assert kept_bytes(house) == [NO_HEADLINE.encode()]


def kept_bytes(house: House) -> list[bytes]:
    """The originals, unpacked."""
    return [
        ZstdDecompressor().decompress(packed)
        for (packed,) in house.ask("SELECT bytes FROM originals", database="originals.duckdb")
    ]


def test_a_date_that_has_come_is_tried_again(house: House) -> None:
    """A file withheld for its future date is tried on the day that it names, and not before."""
    house.write(NAME, article_text().replace("2025", "2999"))
    house.run()
    assert house.run().run["replayed"] == 0
    with open_loader(house.home / "wirehouse.duckdb") as loader:
        loader.execute("UPDATE runs SET started_at = started_at - INTERVAL 3 DAY")
    assert house.run().run["replayed"] == 0
    with open_loader(house.home / "wirehouse.duckdb") as loader:
        loader.execute("UPDATE issues SET value = (now() + INTERVAL 1 DAY)::DATE WHERE rule = 'date_in_future'")

    assert house.run().run["replayed"] == 1
    assert house.run().run["replayed"] == 0


@pytest.mark.parametrize(("printed", "comes"), [("2025-05-09", "05-08"), ("2025-05", "04-30")])
def test_a_file_of_the_future_is_freed_when_its_date_comes(house: House, printed: str, comes: str) -> None:
    """A run a day: the file is tried once, a day before its date, and then it is loaded with its date."""
    text = article_text().replace("2025-03-04", printed).replace("March 04, 2025 - 08:30", "")
    house.write(NAME, text)
    seen = [house.run(now=datetime(2025, 4, 28, 12, tzinfo=UTC) + timedelta(day)).run for day in range(14)]

    assert [(f"{row['started_at']:%m-%d}", row["freed"]) for row in seen if row["replayed"]] == [(comes, 1)]
    found = house.ask("SELECT source_date, list_contains(warnings, 'date_in_future') FROM articles")
    assert found == [(printed, False)]


IN_THE_EVENING = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from house import House

house = House(Path(sys.argv[1]), Path(sys.argv[2]))
first = datetime(2025, 5, 1, 20, tzinfo=UTC)
print(house.run(now=first).run["quarantined"], house.run(now=first + timedelta(hours=5)).run["freed"])
"""


def test_days_are_those_of_utc(house: House) -> None:
    """A file that was tried late in the evening of UTC is tried the next day, also where it is that day already."""
    house.write(NAME, article_text().replace("2025-03-04", "2025-05-03").replace("March 04, 2025 - 08:30", ""))
    command = [sys.executable, "-c", IN_THE_EVENING, str(house.inbox), str(house.home)]
    env = {**os.environ, "TZ": "Asia/Ho_Chi_Minh", "PYTHONPATH": f"{PROJECT / 'tests/support'}{os.pathsep}{PROJECT}"}

    assert subprocess.check_output(command, env=env, text=True).split() == ["1", "1"]


def test_a_file_comes_back_when_the_other_of_its_id_is_gone(house: House) -> None:
    """A file withheld because another has its id is tried when that one is gone or another text, and only then."""
    rules = {"duplicate_id": "error"}
    path = house.write(NAME, article_text())
    house.run(rules=rules)
    house.write(OTHER.replace("bb", "aa"), article_text(day="2025-04-01"))
    assert house.run(rules=rules).run["quarantined"] == 1
    assert [house.run(rules=rules).run["replayed"] for _ in range(2)] == [0, 0]
    path.write_text(article_text(day="2025-03-05"), encoding="utf-8")
    assert [house.run(rules=rules).run["replayed"] for _ in range(3)] == [0, 1, 0]
    path.unlink()

    seen = [house.run(rules=rules).run for _ in range(3)]
    assert [(row["missing"], row["replayed"], row["freed"]) for row in seen] == [(1, 0, 0), (0, 1, 1), (0, 0, 0)]
    assert house.ask("SELECT path, version FROM articles") == [(OTHER.replace("bb", "aa"), 3)]


def test_a_rule_that_becomes_an_error_withdraws_nothing(house: House) -> None:
    """What is loaded stays when a rule becomes an error; what is read from then on is withheld."""
    house.write(NAME, NO_HEADLINE)
    house.run()
    house.write(OTHER, NO_HEADLINE.replace("salt", "brackish"))

    assert house.classes(rules=HELD) == {"unchanged": 1, "new": 1, "quarantined": 1}
    assert house.ask("SELECT path FROM articles") == [(NAME,)]


def test_a_dry_run_says_what_it_would_free(house: House) -> None:
    """A dry run counts what it would replay and free, and writes nothing."""
    house.write(NAME, NO_HEADLINE)
    house.write(OTHER, "")
    house.run(rules=HELD)
    before = (house.home / "wirehouse.duckdb").read_bytes()

    row = house.run(dry_run=True).run
    assert (row["replayed"], row["freed"]) == (2, 1)
    assert house.run(dry_run=True, rules=HELD).run["replayed"] == 0
    assert (house.home / "wirehouse.duckdb").read_bytes() == before


def test_a_dry_run_knows_the_rules(house: House) -> None:
    """A dry run judges by the rules of its own settings also what only the ledger tells."""
    rules = {"duplicate_id": "error"}
    house.write(NAME, article_text())
    house.write("000_00000000000000cc.txt", "")
    house.run(rules=rules)
    house.write(OTHER.replace("bb", "aa"), article_text("Another story of the day"))

    assert house.run(dry_run=True, rules=rules).run["quarantined"] == 1
    assert house.run(rules=rules).run["quarantined"] == 1


def test_many_are_replayed_over_processes_and_batches(house: House) -> None:
    """Replaying goes over the cores and in batches like reading, and comes to the same."""
    for number in range(2_300):
        house.write(f"{number:04}.txt", NO_HEADLINE.replace("salt", f"salt no. {number}"))
    house.run(rules=HELD, workers=2)

    row = house.run(workers=2, batch_files=700).run
    assert (row["replayed"], row["freed"], row["batches"]) == (2_300, 2_300, 4)
    assert house.ask("SELECT count(*), count(DISTINCT sha256) FROM articles") == [(2_300, 2_300)]
