"""Twins: the same article in other bytes gives the same fields."""

import unicodedata
from collections.abc import Callable
from dataclasses import fields
from datetime import date

import pytest
from regenerate_cases import CASES, NAME, read_profile

from articles.parse import parse_article
from articles.record import Article

TODAY = date(2026, 11, 22)
PROFILE = read_profile("vietnamnews")
SOURCES = ("a_full", "a2_full_menu", "b_plain", "c_plain", "essay_captions_after_signoff", "a_byline")
TWINS: dict[str, tuple[Callable[[str], str], set[str]]] = {
    "crlf": (lambda text: text.replace("\n", "\r\n"), set()),
    "cr": (lambda text: text.replace("\n", "\r"), set()),
    "bom": (lambda text: "\ufeff" + text, set()),
    "nfd": (lambda text: unicodedata.normalize("NFD", text), set()),
    "nbsp": (lambda text: text.replace(" ", "\xa0"), set()),
    "two blanks": (lambda text: text.replace(" ", "  "), set()),
    "tab at line ends": (lambda text: text.replace("\n", "\t\n"), set()),
    "no final newline": (lambda text: text.rstrip("\n"), set()),
    "many final newlines": (lambda text: text + "\n" * 50, set()),
    "a blank in empty lines": (lambda text: text.replace("\n\n", "\n \n"), set()),
    "joiners": (lambda text: text.replace("n", "n\u034f\u034f\u034f"), {"invisible_characters"}),
    "zero width": (lambda text: text.replace("e", "e\u200b"), {"invisible_characters"}),
    "soft hyphens": (lambda text: text.replace("t", "\u00adt"), {"invisible_characters"}),
    "word joiner and inner bom": (lambda text: text.replace(" ", " \u2060\ufeff"), {"invisible_characters"}),
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("twin", TWINS)
def test_twin_gives_equal_fields(source: str, twin: str) -> None:
    """Line ends, composition, blanks and invisible characters change no field."""
    text = (CASES / source / "article.txt").read_text(encoding="utf-8")
    change, added = TWINS[twin]
    plain = parse_article(text.encode(), NAME, PROFILE, TODAY)

    other = parse_article(change(text).encode(), NAME, PROFILE, TODAY)

    assert _values(other.article) == _values(plain.article)
    assert {f.rule for f in other.findings} == {f.rule for f in plain.findings} | added


@pytest.mark.parametrize("twin", ["crlf", "cr", "bom", "nfd", "joiners"])
def test_twin_keeps_line_numbers(twin: str) -> None:
    """Lines count as in the original, however they end."""
    text = (CASES / "a_full" / "article.txt").read_text(encoding="utf-8")
    plain = parse_article(text.encode(), NAME, PROFILE, TODAY)

    other = parse_article(TWINS[twin][0](text).encode(), NAME, PROFILE, TODAY)

    assert [(s.field, s.line_start, s.line_end) for s in other.spans] == [
        (s.field, s.line_start, s.line_end) for s in plain.spans
    ]


def test_zero_width_joiners_of_scripts_stay() -> None:
    """U+200C and U+200D are letters' business in Persian and in emoji, and stay."""
    text = " date 2025-03-01 HUẾ — The sign on the ferry house reads می\u200cروم in old letters. — VNS\n"

    parsed = parse_article(text.encode(), NAME, PROFILE, TODAY)

    assert parsed.article is not None
    assert "\u200c" in parsed.article.article_body
    assert "invisible_characters" not in {finding.rule for finding in parsed.findings}


def _values(article: Article | None) -> dict[str, object]:
    assert article is not None
    return {field.name: getattr(article, field.name) for field in fields(article)}
