"""Sign-offs, in their many spellings, and what follows them."""

import pytest

from articles.credits.signoffs import find_inner_signoff, read_signoff
from regenerate_cases import read_profile

PROFILE = read_profile("vietnamnews")


@pytest.mark.parametrize(
    ("text", "who", "kept"),
    [
        ("It rained. — VNS", "VNS", "It rained."),
        ("It rained. — VNA/VNS", "VNA/VNS", "It rained."),
        ("It rained. - VNS", "VNS", "It rained."),
        ("It rained. – VNS", "VNS", "It rained."),
        ("It rained. VNS", "VNS", "It rained."),
        ("It rained.— VNS", "VNS", "It rained."),
        ("It rained.—VNS", "VNS", "It rained."),
        ("It rained. — VNS.", "VNS", "It rained."),
        ("It rained.- VNA", "VNA", "It rained."),
        ("It rained. -VNA", "VNA", "It rained."),
        ("It rained. — AFP/VNA/VNS", "AFP/VNA/VNS", "It rained."),
        ("“It rained.” — Bernama", "Bernama", "“It rained.”"),
        ("It rained. — Viet Nam News", "Viet Nam News", "It rained."),
        ("VNS", "VNS", ""),
        ("— VNS", "VNS", ""),
        ("Viet Nam News", "Viet Nam News", ""),
        ("It rained./.", None, "It rained."),
    ],
)
def test_signoff_is_read(text: str, who: str | None, kept: str) -> None:
    """Whoever signs is cut off with the dash; the sentence keeps its stop."""
    end = read_signoff(text, PROFILE)

    assert end is not None
    assert (end.who, text[: end.start].rstrip()) == (who, kept)


@pytest.mark.parametrize(
    "text",
    [
        "He told Reuters",
        "according to VNS",
        "It rained.",
        "It rained — again",
        "It rained. — Minister",
        "the well-known",
        "— Name (@x) June 12, 2025",
        "x",
    ],
)
def test_no_signoff(text: str) -> None:
    """An agency that is told something, or a dash before something else, signs nothing."""
    assert read_signoff(text, PROFILE) is None


def test_signoff_in_mid_line_before_another_story() -> None:
    """A sign-off inside a line, followed by a new sentence, ends the story there."""
    text = "It rained. — VNS ĐẮK LẮK — The sun shone."

    end = find_inner_signoff(text, PROFILE)

    assert end is not None
    assert end.who == "VNS"
    assert text[end.end :].startswith("ĐẮK LẮK")


@pytest.mark.parametrize(
    "text", ["The agency — VNS — said so.", "It rained — again. The sun", "It rained. — VNS said so"]
)
def test_agency_between_dashes_ends_nothing(text: str) -> None:
    """Only a sign-off behind a finished sentence and before a new one counts."""
    assert find_inner_signoff(text, PROFILE) is None
