"""The gallery: pictures in the order of the text, each once, with whatever credit was printed."""

import pytest

from articles.credits.gallery import Gallery, is_same_caption
from articles.credits.photo_credits import read_credit
from articles.layout import read_lines
from articles.notes import Notes
from articles.record import Image
from regenerate_cases import read_profile

PROFILE = read_profile("vietnamnews")


def _gallery(text: str) -> tuple[Gallery, Notes]:
    notes = Notes()
    gallery = Gallery(notes)
    for line in read_lines(text):
        gallery.add(line, read_credit(line.text, PROFILE))
    return gallery, notes


def test_captions_keep_their_order_and_credit() -> None:
    """Each caption is an image."""
    gallery, notes = _gallery("Boats at dawn. VNS Photo Mai Trí\nNets on the beach.")

    assert gallery.images == [
        Image("Boats at dawn.", "VNS Photo Mai Trí", "Mai Trí"),
        Image("Nets on the beach.", None, None),
    ]
    assert not notes.findings


@pytest.mark.parametrize(
    "text",
    [
        "Boats at dawn. VNS Photo\nBoats at dawn. VNS Photo",
        "Boats at dawn.\nBoats at dawn. VNS Photo",
        "Boats at dawn\nBOATS AT DAWN. VNS Photo",
        "Boats come home at dawn in Phan Thiết.\nBoats come home at dawn in Phan Thiết. — VNS Photo",
    ],
)
def test_caption_that_stands_twice_is_one_image(text: str) -> None:
    """A repeated caption is dropped, said, and gives its credit to the first."""
    gallery, notes = _gallery(text)

    assert [image.credit_line for image in gallery.images] == ["VNS Photo"]
    assert [finding.rule for finding in notes.findings] == ["duplicate_block"]


def test_credit_on_its_own_line_belongs_to_the_caption_above() -> None:
    """A line that is nothing but a credit is no second image."""
    gallery, notes = _gallery("Boats at dawn.\nVNA/VNS Photo")

    assert gallery.images == [Image("Boats at dawn.", "VNA/VNS Photo", None)]
    assert not notes.findings


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Boats at dawn.", "boats at dawn", True),
        ("Boats come home at dawn in Phan Thiết", "Boats come home at dawn in Phan Thiết, Bình Thuận.", True),
        ("Minister A meets President B.", "Minister A meets President C.", False),
        ("Day 1 of the march along the river to the sea.", "Day 2 of the march along the river to the sea.", False),
        ("Boats", "Boats at dawn", False),
    ],
)
def test_captions_that_differ_by_a_word_are_two(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a column
    """Only case, stops and a missing end are overlooked: a name or a number makes another picture."""
    assert is_same_caption(one, other) is same
