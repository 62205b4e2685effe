"""The contract: what is withheld, what is marked, and under which names."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from articles.record import Article, Finding, Image, Parsed, Span
from schemas.rules import RULES, UnknownRuleError, rules_with
from schemas.validation.frames import frames_of
from schemas.validation.shapes import parsed_shapes
from schemas.validation.validate import Validation, validate

GOOD = Article(
    headline="A headline",
    published_on=date(2025, 5, 4),
    published_precision="day",
    language="en",
    paragraphs=("One paragraph.", "Two."),
    images=(Image("A caption.", "VNS Photo", None),),
)


def verdict(*articles: Article | None, findings: tuple[Finding, ...] = (), **severities: str) -> Validation:
    """The judgement on some records, each with the same findings."""
    parsed = [Parsed(article, findings, (Span("article_body", 0, 5, 1, 1),), "text.") for article in articles]
    ids = [f"{number:016x}" for number in range(len(parsed))]
    return validate(frames_of(parsed_shapes(), range(len(parsed)), ids, parsed), rules_with(severities))


def test_good_record_passes() -> None:
    """A record that breaks no rule is loaded without a mark."""
    judged = verdict(GOOD)

    assert (judged.verdicts.height, judged.withheld.to_list()) == (0, [])
    assert judged.records["warnings"].to_list() == [[]]


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"paragraphs": ()}, "body_missing", "article_body"),
        ({"published_on": date(1925, 5, 4)}, "date_out_of_range", "published_on"),
        ({"published_on": None}, "precision_inconsistent", None),
        ({"date_published": datetime(2025, 5, 4, tzinfo=UTC)}, "precision_inconsistent", None),
        ({"published_precision": "minute"}, "precision_inconsistent", None),
        ({"genre": "poem"}, "genre_unknown", "genre"),
        ({"language": "english!"}, "language_malformed", "language"),
        ({"headline": "a\x07b"}, "control_characters", "headline"),
        ({"headline": "x" * 401}, "headline_too_long", "headline"),
        ({"abstract": "x" * 4001}, "abstract_too_long", "abstract"),
        ({"dateline": "X" * 121}, "dateline_too_long", "dateline"),
        ({"images": (Image("x" * 2001, None, None),)}, "caption_too_long", "caption"),
        ({"images": (Image("x", "y", "z" * 121),)}, "photographer_too_long", "photographer"),
    ],
)
def test_each_rule_of_the_contract(changes: dict[str, object], rule: str, field: str | None) -> None:
    """A record that breaks one rule is told under its name, and withheld if the rule is an error."""
    judged = verdict(GOOD, replace(GOOD, **changes))

    assert judged.verdicts.select("ordinal", "rule", "severity", "field").rows() == [
        (1, rule, RULES[rule].severity, field)
    ]
    withheld = [1] if RULES[rule].severity == "error" else []
    assert judged.withheld.to_list() == withheld
    marks = dict(judged.records.select("ordinal", "warnings").rows())
    assert marks == ({0: []} if withheld else {0: [], 1: [rule]})


def test_whole_days_and_instants_pass() -> None:
    """Day, month and instant are each consistent in themselves; nothing known is too."""
    month = replace(GOOD, published_on=None, published_precision="month")
    instant = replace(
        GOOD, published_precision="minute", tz_source="text", date_published=datetime(2025, 5, 4, 3, tzinfo=UTC)
    )
    nothing = replace(GOOD, published_on=None, published_precision=None)

    assert verdict(month, instant, nothing).verdicts.height == 0


def test_findings_keep_their_lines() -> None:
    """A parser's finding becomes a verdict with its field, value, lines and sentence."""
    finding = Finding("section_unknown", "article_section", "Speling\n", "Speling", 2, 2)
    (row,) = verdict(GOOD, findings=(finding,)).verdicts.to_dicts()

    assert row == {
        "ordinal": 0, "rule": "section_unknown", "severity": "warning", "stage": "parse", "field": "article_section",
        "value": "Speling\\n", "message": "The section is not in the outlet's list: Speling.",
        "line_start": 2, "line_end": 2,
    }  # fmt: skip


def test_a_rule_is_told_once() -> None:
    """What the parser has told, the contract does not tell again."""
    finding = Finding("body_missing", "article_body")
    judged = verdict(replace(GOOD, paragraphs=()), findings=(finding,))

    assert judged.verdicts["rule"].to_list() == ["body_missing"]


def test_a_refusal_cannot_be_loaded() -> None:
    """What is no article is withheld with its reason, and no setting can change that."""
    judged = verdict(None, findings=(Finding("not_an_article"),))

    assert judged.withheld.to_list() == [0]
    assert judged.verdicts.select("rule", "severity").rows() == [("not_an_article", "error")]
    assert judged.records.height == 0
    with pytest.raises(UnknownRuleError, match="no record to load"):
        rules_with({"not_an_article": "off"})


@pytest.mark.parametrize("rule", ["header_invalid", "date_in_future", "body_missing"])
def test_an_error_with_a_record_can_be_weakened(rule: str) -> None:
    """A record without its date or body is withheld, unless the settings say that the rule marks only."""
    record = replace(GOOD, paragraphs=()) if rule == "body_missing" else GOOD
    told = (Finding(rule),)

    assert verdict(record, findings=told).withheld.to_list() == [0]
    weakened = verdict(record, findings=told, **{rule: "warning"})
    assert (weakened.withheld.to_list(), weakened.records["warnings"].to_list()) == ([], [[rule]])
    silent = verdict(record, findings=told, **{rule: "off"})
    assert (silent.records["warnings"].to_list(), silent.verdicts.height) == ([[]], 0)


def test_severity_of_a_contract_rule() -> None:
    """A check follows its rule's severity, both ways."""
    old = replace(GOOD, published_on=date(1925, 5, 4))

    assert verdict(old, date_out_of_range="warning").records["warnings"].to_list() == [["date_out_of_range"]]
    assert verdict(old, date_out_of_range="off").verdicts.height == 0
    assert verdict(replace(GOOD, headline="x" * 401), headline_too_long="error").withheld.to_list() == [0]


@pytest.mark.parametrize(
    ("severities", "told"),
    [({"headline_mising": "error"}, "headline_missing"), ({"truncated": "eror"}, "error")],
)
def test_typing_errors_are_told(severities: dict[str, str], told: str) -> None:
    """An unknown rule or severity is told with the nearest known ones."""
    with pytest.raises(UnknownRuleError, match=told):
        rules_with(severities)


def test_every_rule_says_what_to_do() -> None:
    """Each rule has a sentence for what is wrong and one for what to do."""
    for rule in RULES.values():
        assert rule.description.endswith(".")
        assert rule.remedy.endswith((".", "?"))
