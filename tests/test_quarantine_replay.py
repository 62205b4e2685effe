"""What is withheld comes back by itself when its cause is gone."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT, House, article_text

from schemas.rules import RULES

CASES = sorted(path.parent for path in (PROJECT / "tests" / "cases").glob("*/article.txt"))
NAME = "001_00000000000000aa.txt"
OTHER = "002_00000000000000bb.txt"
NO_HEADLINE = " date 2025-03-04 HUẾ — Growers have sown a seed that bears salt water, they said on Tuesday. — VNS\n"
HELD = {"headline_missing": "error"}
FIELDS = "* EXCLUDE (run_id, first_created, version_created, contract_version, parser_version)"


def of_rule(rule: str) -> list[Path]:
    """The golden cases that meet a rule, and some that do not."""
    told = {case: json.loads((case / "expected.json").read_text(encoding="utf-8")) for case in CASES}
    met = [case for case, facts in told.items() if rule in facts.get("warnings", []) + facts.get("refused", [])]
    return [*met[:12], *[case for case in CASES[::40] if case not in met]]


MET = sorted(
    {rule for case in CASES for rule in json.loads((case / "expected.json").read_text("utf-8")).get("warnings", [])}
)
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
    held = house.run(rules=other(rule) or {}).run
    before = {path: rules for path, rules in house.ask("SELECT path, rules FROM quarantine")}

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
    from flows.job import prepare_job
    from flows.pipeline import ingest_inbox
    from flows.settings import load_settings

    monkeypatch.setenv(f"WIREHOUSE_RULES__{rule.upper()}", "warning")
    flags = {"inbox": house.inbox, "home": house.home, **house.settings}
    return ingest_inbox(prepare_job(load_settings(None, flags))).run
