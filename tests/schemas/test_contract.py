"""The contract can be read, changed by settings, and checked by others."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from alerts.queue.queue import open_queue
from cli.views.contract import read_contract, schema_of
from commands import run_command
from house import PROJECT, House, article_text
from schemas.dictionary import table_entry
from schemas.export.json_schema import table_schema
from schemas.rules import RULES, UnknownRuleError, rules_with
from schemas.tables.articles import Articles
from settings.load import load_settings
from settings.model import Settings
from warehouse.runs.fingerprints import contract_version

OF_THE_DESIGN = {
    "encoding_invalid", "text_garbled", "invisible_characters", "empty_file", "too_large", "not_an_article",
    "header_missing", "header_month_only", "header_invalid", "date_mismatch", "date_ambiguous", "date_in_future",
    "tz_suspect", "clock_rejected", "headline_missing", "section_conflict", "section_unknown", "lead_missing",
    "body_missing", "teasers_only", "multi_article", "duplicate_block", "trailing_content_removed",
    "captions_after_signoff", "place_is_outlet", "author_is_outlet", "truncated", "duplicate_content",
    "silent_edit", "version_outdated", "freshness", "volume", "completeness_drift",
}  # fmt: skip


def wirehouse(*words: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The command, run in a folder."""
    return run_command(words, folder, {**os.environ, **environment})


def test_registry_is_complete() -> None:
    """Every rule that the design names is there."""
    assert OF_THE_DESIGN - RULES.keys() == set()


def test_show_says_what_is_in_force_and_where_it_is_from(tmp_path: Path) -> None:
    """Severities and parameters of file and environment, each with its source; the rest are defaults."""
    (tmp_path / "wirehouse.toml").write_text('[rules]\ntruncated = "error"\n[rules.volume]\nthreshold = 4\n')
    done = wirehouse(
        "contract", "show", "--json", folder=tmp_path,
        WIREHOUSE_RULES__VOLUME__WEEKS="6", WIREHOUSE_RULES__FRESHNESS="off",
    )  # fmt: skip
    rules = {rule["rule"]: rule for rule in json.loads(done.stdout)["rules"]}

    told = {name: (rule["severity"], rule["severity_from"]) for name, rule in rules.items()}
    assert told["truncated"] == ("error", "wirehouse.toml")
    assert told["freshness"] == ("off", "environment")
    assert told["volume"] == ("warning", "default")
    volume = {p["name"]: (p["value"], p["from"]) for p in rules["volume"]["parameters"]}
    assert volume["threshold"] == (4.0, "wirehouse.toml")
    assert volume["weeks"] == (6, "environment")
    assert volume["lag"][1] == "default"
    assert rules.keys() == RULES.keys()


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_show_names_every_rule_and_column(tmp_path: Path, form: str) -> None:
    """The forms for people leave nothing out."""
    told = wirehouse("contract", "show", "--format", form, folder=tmp_path).stdout

    assert [name for name in RULES if name not in told] == []
    assert [column.name for column in table_entry(Articles).columns if column.name not in told] == []


@pytest.mark.parametrize(
    ("variable", "value", "near"),
    [
        ("WIREHOUSE_RULES__VOLUM", "off", "volume"),
        ("WIREHOUSE_RULES__VOLUME", "of", "off"),
        ("WIREHOUSE_RULES__VOLUME__TRESHOLD", "4", "threshold"),
        ("WIREHOUSE_RULES__VOLUME__WEEKS", "many", "whole number"),
        ("WIREHOUSE_RULES__EMPTY_FILE", "off", "no record"),
    ],
)
@pytest.mark.parametrize("command", [("contract", "show"), ("ingest", ".")])
def test_mistakes_are_told(tmp_path: Path, command: tuple[str, str], variable: str, value: str, near: str) -> None:
    """A mistyped rule, severity or parameter ends with 2 and names the nearest."""
    done = wirehouse(*command, folder=tmp_path, **{variable: value})

    assert done.returncode == 2
    assert near in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("value", [True, -1, float("nan"), float("inf"), [4], "4,5"])
def test_parameter_must_be_a_number_that_makes_sense(value: object) -> None:
    """What is no number, or below the least, is refused."""
    with pytest.raises(UnknownRuleError, match=r"threshold = .*: expected a number of 1 or more"):
        rules_with({"volume": {"threshold": value}})


def test_severity_and_parameters_come_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A severity in one source and a parameter in another are both in force."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wirehouse.toml").write_text('[rules]\nvolume = "off"\n[rules.freshness]\nlimit = 3\n')
    monkeypatch.setenv("WIREHOUSE_RULES__VOLUME__WEEKS", "5")
    monkeypatch.setenv("WIREHOUSE_RULES__FRESHNESS", "error")
    rules = rules_with(load_settings().rules)

    assert (rules["volume"].severity, rules["volume"].values["weeks"]) == ("off", 5)
    assert (rules["freshness"].severity, rules["freshness"].values["limit"]) == ("error", 3.0)


def test_contract_version_follows_what_is_in_force() -> None:
    """Another severity or parameter is another contract; the default said aloud is the same."""
    version = contract_version(RULES)

    assert contract_version(rules_with({"truncated": "error"})) != version
    assert contract_version(rules_with({"volume": {"threshold": 4.5}})) != version
    assert contract_version(rules_with({"truncated": "warning", "volume": {"threshold": 5}})) == version


def test_contract_version_follows_the_judgement_in_sql(tmp_path: Path) -> None:
    """Another statement that judges files by other files is another contract; another comment in it is not."""
    for room in ("articles", "schemas", "warehouse"):
        shutil.copytree(PROJECT / room, tmp_path / room)
    script = (
        "from warehouse.runs.fingerprints import contract_version; from schemas.rules import RULES; "
        "print(contract_version(RULES))"
    )
    command = [sys.executable, "-c", script]
    judging = tmp_path / "warehouse" / "load" / "judge.sql"
    for more, same in (("", True), ("-- Judged with care.\n", True), ("LIMIT 5\n", False)):
        judging.write_text(judging.read_text(encoding="utf-8") + more, encoding="utf-8")
        version = subprocess.check_output(command, cwd=tmp_path, text=True).strip()
        assert (version == contract_version(RULES)) is same


def test_length_that_is_set_is_the_length_that_is_judged(house: House) -> None:
    """A parameter of the contract is in force for the files, the message and the table of rules."""
    house.write("a.txt", article_text("A headline of some words"))
    house.run(rules={"headline_too_long": {"severity": "error", "characters": 10}})

    assert house.ask("SELECT rules, reason FROM quarantine") == [
        (["headline_too_long"], "The headline is longer than 10 characters.")
    ]
    assert house.ask("SELECT parameters FROM rules WHERE rule = 'headline_too_long'") == [("characters = 10",)]


SCHEMA = schema_of(read_contract(Settings(), None), None)
READERS = sorted(SCHEMA["$defs"])


def exported(house: House, table: str) -> list[dict[str, Any]]:
    """The rows of a table as JSON has them."""
    return list(json.loads(json.dumps(house.rows(f"SELECT * FROM {table}"), default=lambda value: value.isoformat())))


@pytest.fixture(name="full", scope="module")
def _full(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A warehouse with rows in every table of the readers."""
    folder = tmp_path_factory.mktemp("full")
    (folder / "inbox").mkdir()
    house = House(folder / "inbox", folder / "home")
    seeds = Path(__file__).parents[2] / "seeds"
    for path in seeds.iterdir():
        house.write(path.name, path.read_bytes())
    house.write("001_00000000000000aa.txt", article_text())
    house.run()
    house.write("001_00000000000000aa.txt", article_text(body="Another text."))
    with open_queue(house.home) as deliveries:
        deliveries.enqueue_notice("k1", "desk", "A digest", "Nothing new.", "<p>Nothing new.</p>", datetime.now(UTC))
    house.run()
    return house


@pytest.mark.parametrize("table", READERS)
def test_rows_are_as_the_json_schema_says(full: House, table: str) -> None:
    """Real rows of every table of the readers are valid under the schema of their table."""
    schema = SCHEMA["$defs"][table]
    Draft202012Validator.check_schema(schema)
    checker = FormatChecker()
    assert {"date", "date-time"} <= checker.checkers.keys()
    validator = Draft202012Validator(schema, format_checker=checker)
    rows = exported(full, table)

    assert rows
    assert [(error.json_path, error.message) for row in rows for error in validator.iter_errors(row)] == []


def test_json_schema_and_models_agree(full: House) -> None:
    """Names, order, NULLs and descriptions are the model's, and the database's."""
    schema = SCHEMA["$defs"]["articles"]
    columns = table_entry(Articles).columns

    assert [(name, p["description"]) for name, p in schema["properties"].items()] == [
        (column.name, column.description) for column in columns
    ]
    assert [name for name, p in schema["properties"].items() if "null" in p["type"]] == [
        column.name for column in columns if column.nullable
    ]
    found = full.ask("SELECT column_name FROM duckdb_columns() WHERE table_name = 'articles' ORDER BY column_index")
    assert [name for (name,) in found] == schema["required"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("article_id", "00000000000000AA"), ("genre", "poem"), ("language", "english!"),
        ("published_precision", "year"), ("published_on", "2025-02-30"), ("version_created", "yesterday"),
        ("headline", 5), ("article_body", ""),
        ("word_count", -1), ("authors", "Nobody"), ("pub_status", None), ("sha256", "x"),
    ],
)  # fmt: skip
def test_json_schema_refuses_what_the_contract_refuses(full: House, field: str, value: object) -> None:
    """A row with one value that an error of the contract withholds, or of another type, is invalid."""
    row = {**exported(full, "articles")[0], field: value}
    errors = list(Draft202012Validator(SCHEMA["$defs"]["articles"], format_checker=FormatChecker()).iter_errors(row))

    assert {error.json_path for error in errors} == {f"$.{field}"}


def test_json_schema_allows_what_a_warning_loads() -> None:
    """A rule that is no error binds no row, so it is not in the schema."""
    schema = table_schema(table_entry(Articles), rules_with({"genre_unknown": "warning"}))

    assert "enum" not in schema["properties"]["genre"]
    assert "enum" in table_schema(table_entry(Articles), RULES)["properties"]["genre"]
