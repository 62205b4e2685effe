"""Golden cases: ``cases/<case>/article.txt`` is read as its ``expected.json`` says."""

import json
from pathlib import Path

import pytest

from regenerate_cases import CASES, CHOICES, as_text, describe, parse_case

ALL = sorted(path.parent for path in CASES.glob("*/article.txt"))


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_case_is_read_as_expected(case: Path) -> None:
    """Every case gives the record, or the refusal, that its folder holds."""
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    wanted = {key: value for key, value in expected.items() if key not in CHOICES}

    assert describe(parse_case(case)) == wanted, f"if this is right: python tests/tools/regenerate_cases.py {case.name}"


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_expected_json_is_sorted_and_has_no_empty_value(case: Path) -> None:
    """An expected value is never empty, and the file is sorted, so that a change shows in its diff."""
    text = (case / "expected.json").read_text(encoding="utf-8")
    expected = json.loads(text)

    assert text == as_text(expected)
    assert all(value not in (None, "", [], {}) for value in _values(expected))


def test_every_rule_of_the_parser_has_a_case() -> None:
    """Each rule that the parser can name, for the layouts of the first outlet, is met in at least one case."""
    seen: set[str] = set()
    for case in ALL:
        expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
        seen.update(*(expected.get(key, []) for key in ("warnings", "withheld", "refused")))

    assert {
        "author_is_outlet",
        "body_missing",
        "captions_after_signoff",
        "clock_rejected",
        "date_ambiguous",
        "date_in_future",
        "date_mismatch",
        "duplicate_block",
        "empty_file",
        "encoding_invalid",
        "header_invalid",
        "header_missing",
        "header_month_only",
        "headline_missing",
        "invisible_characters",
        "lead_missing",
        "multi_article",
        "not_an_article",
        "place_is_outlet",
        "section_conflict",
        "section_unknown",
        "teasers_only",
        "text_garbled",
        "trailing_content_removed",
        "truncated",
    } <= seen


def _values(value: object) -> list[object]:
    """Return every value in a JSON document, inner ones too."""
    if isinstance(value, dict):
        return [inner for item in value.values() for inner in (item, *_values(item))]
    if isinstance(value, list):
        return [inner for item in value for inner in (item, *_values(item))]
    return []
