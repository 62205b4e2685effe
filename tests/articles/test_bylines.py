"""Bylines: persons only."""

import pytest

from articles.credits.bylines import read_byline, read_name
from regenerate_cases import read_profile

PROFILE = read_profile("vietnamnews")


@pytest.mark.parametrize(
    ("text", "authors", "translators"),
    [
        ("By Hồ Sỹ Lam", ("Hồ Sỹ Lam",), ()),
        ("by Hồ Sỹ Lam", ("Hồ Sỹ Lam",), ()),
        ("By Hồ Sỹ Lam and Lâm Tú Uyên", ("Hồ Sỹ Lam", "Lâm Tú Uyên"), ()),
        ("By Hồ Sỹ Lam, Lâm Tú Uyên and Mai Trí", ("Hồ Sỹ Lam", "Lâm Tú Uyên", "Mai Trí"), ()),
        ("By HỒ SỸ LAM", ("HỒ SỸ LAM",), ()),
        ("By Dạ Thảo – Translated by Minh Khuê", ("Dạ Thảo",), ("Minh Khuê",)),
        ("By Dạ Thảo- Translated by Minh Khuê", ("Dạ Thảo",), ("Minh Khuê",)),
    ],
)
def test_persons_are_authors(text: str, authors: tuple[str, ...], translators: tuple[str, ...]) -> None:
    """Names joined by commas and «and» are several authors; the translator is apart."""
    byline = read_byline(text, PROFILE)

    assert byline is not None
    assert (byline.authors, byline.translators, byline.outlet) == (authors, translators, None)


@pytest.mark.parametrize(
    "text", ["By Viet Nam News", "By VNS", "By Associated Press", "By Sports Desk", "by our reporters"]
)
def test_outlets_are_no_authors(text: str) -> None:
    """An outlet, a desk or an agency in a person's place is seen, and is nobody."""
    byline = read_byline(text, PROFILE)

    assert byline is not None
    assert byline.outlet
    assert not byline.authors


@pytest.mark.parametrize(
    "text",
    ["By", "by", "By the end of the year the bridge will be open.", "By 2030", "Bystanders cheered", "", "Hồ Sỹ Lam"],
)
def test_sentences_are_no_bylines(text: str) -> None:
    """«By» begins many sentences."""
    assert read_byline(text, PROFILE) is None


@pytest.mark.parametrize(
    ("text", "authors"), [("Nguyễn Hồng", ("Nguyễn Hồng",)), ("By Vivek Mishra", ("Vivek Mishra",))]
)
def test_bare_name_beside_a_stamp_is_an_author(text: str, authors: tuple[str, ...]) -> None:
    """Beside a stamp a person's name needs no «By»."""
    byline = read_name(text, PROFILE)

    assert byline is not None
    assert byline.authors == authors


@pytest.mark.parametrize("text", ["Viet Nam News", "Politics & Law", "Hà Nội", "Talk Around Town"])
def test_labels_beside_a_stamp_are_no_authors(text: str) -> None:
    """An outlet, a section or a place beside a stamp is no person."""
    assert read_name(text, PROFILE) is None
