"""Twins: the same article in other bytes gives the same fields."""

import unicodedata
from collections.abc import Callable
from dataclasses import fields
from datetime import date

import pytest

from articles.parse import parse_article, parse_with
from articles.record import Article
from regenerate_cases import CASES, NAME, read_profile, read_profiles

TODAY = date(2026, 11, 22)
PROFILE = read_profile("vietnamnews")
SOURCES = ("a_full", "a2_full_menu", "b_plain", "c_plain", "essay_captions_after_signoff", "a_byline")
OTHER_OUTLETS = (  # the other layouts, each read with the profile that its marks choose
    "d_sggp_lead_first",
    "d_sggp_section_line_and_standfirst",
    "d_vietnamese_lead_and_bare_author_last",
    "e_caption_and_lead_on_one_line",
    "f_vietnamplus_caption_twice_and_related",
    "f_vietnamplus_no_blank_lines",
    "g_reuters_day_and_credits",
    "g_ap_capitals_writer",
    "g_two_authors_and_staff_title",
    "g_vietnamese_page",
    "g_arabic_stamp",
    "g_russian_stamp_and_credit",
    "h_live_times",
    "i_digest_numbered",
    "i_interview_named_speakers",
    "j_gallery_captions_only",
    "trap_28_iranian_calendar",
    "trap_39_alt_is_title_and_photo_1",
)
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


@pytest.mark.parametrize("source", OTHER_OUTLETS)
@pytest.mark.parametrize("twin", TWINS)
def test_twin_of_another_outlet_gives_equal_fields(source: str, twin: str) -> None:
    """So it is in all layouts, and the marks choose the same profile."""
    text = (CASES / source / "article.txt").read_text(encoding="utf-8")
    change, added = TWINS[twin]
    plain = parse_with(text.encode(), NAME, read_profiles(), TODAY)

    other = parse_with(change(text).encode(), NAME, read_profiles(), TODAY)

    assert _values(other.article) == _values(plain.article)
    has_changed = change(text) != text or not added
    assert {f.rule for f in other.findings} == {f.rule for f in plain.findings} | (added if has_changed else set())


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
