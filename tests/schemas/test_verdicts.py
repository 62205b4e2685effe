"""Every rule that a file breaks is told once, with field, value, lines of the original, and what to do."""

import pytest

from articles.record import Article, Finding, Image, Parsed, Span
from house import House, article_text
from schemas.rules import RULES
from schemas.validation.frames import frames_of
from schemas.validation.shapes import parsed_shapes
from schemas.validation.validate import validate

NAME = "001_00000000000000aa.txt"
HEADLINE = "Rice farmers try salt-proof seeds, and wait for the first rain " + "of a long season"


def broken() -> str:
    """A file with a wrong century, an unknown section, a headline of many words, and an end in mid-sentence."""
    text = article_text(HEADLINE, day="1925-03-04").replace("Home Economy", "Home Ecnomy").rstrip()
    return text.removesuffix(" for a third of it. — VNS") + "\n"


def test_all_failing_rules_are_told_with_their_places(house: House) -> None:
    """One row per rule in ``issues``: the lines it names hold the value, and there is a sentence on what to do."""
    house.write(NAME, broken())
    house.run(rules={"headline_too_long": {"characters": 60}})
    rows = {row["rule"]: row for row in house.rows("SELECT * FROM issues WHERE path = ?", NAME)}
    lines = broken().split("\n")

    assert {"date_out_of_range", "section_unknown", "headline_too_long", "truncated"} <= rows.keys()
    assert house.ask("SELECT count(*) FROM issues") == [(len(rows),)]
    for rule, row in rows.items():
        assert row["remedy"] == RULES[rule].remedy
        assert row["message"].endswith(".")
        assert row["stage"] == RULES[rule].stage
    assert (rows["date_out_of_range"]["field"], rows["date_out_of_range"]["value"]) == ("published_on", "1925-03-04")
    assert "1925" in lines[rows["date_out_of_range"]["line_start"] - 1]
    long = rows["headline_too_long"]
    assert (long["line_start"], long["line_end"]) == (4, 4)
    assert long["value"] == lines[3]
    assert lines[rows["section_unknown"]["line_start"] - 1] == "Home Ecnomy"
    assert house.ask("SELECT rules FROM quarantine") == [(["date_out_of_range"],)]


def test_values_show_their_controls(house: House) -> None:
    """What a terminal would obey is written out, in ``issues`` and on the command line."""
    house.write(
        NAME, article_text(day="1925-03-04").replace("Economy\nHome Economy", "Economy\nHome Eco\u202enomy\x9b1m")
    )
    house.run()

    told = house.ask("SELECT value, message FROM issues")
    assert told
    assert all((value or "").isprintable() and message.isprintable() for value, message in told)


def judged(article: Article, *findings: Finding, spans: tuple[Span, ...] = ()) -> list[dict[str, object]]:
    """The verdicts on one record."""
    parsed = Parsed(article, findings, spans, "")
    return validate(frames_of(parsed_shapes(), [0], [f"{1:016x}"], [parsed]), RULES).verdicts.to_dicts()


@pytest.mark.parametrize(
    ("article", "span", "rule"),
    [
        (Article(dateline="X" * 121, paragraphs=("A.",)), "dateline", "dateline_too_long"),
        (Article(language="english!", paragraphs=("A.",)), None, "language_malformed"),
        (Article(paragraphs=("A.",), images=(Image("x" * 2001, None, None),)), "images.caption", "caption_too_long"),
        (Article(paragraphs=("A.",), published_precision="day"), "source_date", "precision_inconsistent"),
    ],
)
def test_contract_names_the_lines_of_the_field(article: Article, span: str | None, rule: str) -> None:
    """A verdict on a value has the lines that its field was read from, none where no line gives it."""
    spans = (Span("article_body", 0, 1, 9, 9), *((Span(span, 1, 2, 3, 4), Span(span, 3, 4, 6, 6)) if span else ()))
    (row,) = judged(article, spans=spans)

    assert (row["rule"], row["line_start"], row["line_end"]) == ((rule, 3, 6) if span else (rule, None, None))
    assert len(str(row["value"])) <= 200


def test_a_rule_that_fails_in_several_places_is_told_once() -> None:
    """The first place, and how many there are."""
    findings = [Finding("clock_rejected", "date_published", f"clock {at}", "", at, at) for at in (3, 5, 8)]
    (row,) = judged(Article(paragraphs=("A.",)), *findings)

    assert (row["value"], row["line_start"], row["line_end"]) == ("clock 3", 3, 3)
    assert str(row["message"]).endswith("In 3 places.")
