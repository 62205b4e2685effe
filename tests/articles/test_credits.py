"""Credits at the end of a caption, and who of them is a person."""

import pytest

from articles.credits.photo_credits import read_credit, read_leading_caption
from regenerate_cases import read_profile

PROFILE = read_profile("vietnamnews")
CREDITS: dict[str, tuple[str, str, str | None]] = {
    "Boats at dawn. — VNA/VNS Photo": ("Boats at dawn.", "VNA/VNS Photo", None),
    "Boats at dawn. VNA/VNS Photo": ("Boats at dawn.", "VNA/VNS Photo", None),
    "Boats at dawn. VNA/VNS Photos Mai Trí": ("Boats at dawn.", "VNA/VNS Photos Mai Trí", "Mai Trí"),
    "Boats at dawn. — VNA/VNS Photo Mai Hữu Trí": ("Boats at dawn.", "VNA/VNS Photo Mai Hữu Trí", "Mai Hữu Trí"),
    "Boats at dawn – VNS Photo Mai Trí": ("Boats at dawn", "VNS Photo Mai Trí", "Mai Trí"),
    "The Hà Nội – Huế train. VNA/VNS Photo": ("The Hà Nội – Huế train.", "VNA/VNS Photo", None),
    "Boats at dawn. — AFP/VNA Photo": ("Boats at dawn.", "AFP/VNA Photo", None),
    "Boats at dawn. — Photo courtesy of the museum": ("Boats at dawn.", "Photo courtesy of the museum", None),
    "Boats at dawn. — Photo sggp.org.vn": ("Boats at dawn.", "Photo sggp.org.vn", None),
    "Boats at dawn. — VNS File Photo": ("Boats at dawn.", "VNS File Photo", None),
    "Boats at dawn. (Photo: VNA)": ("Boats at dawn.", "Photo: VNA", None),
    "Boats at dawn. (Photo: SGGP/ Dạ Thảo)": ("Boats at dawn.", "Photo: SGGP/ Dạ Thảo", "Dạ Thảo"),
    "Boats at dawn . Photo : VNA": ("Boats at dawn .", "Photo : VNA", None),
    "“Boats” VNS Photo": ("“Boats”", "VNS Photo", None),
    "VNA/VNS Photo": ("", "VNA/VNS Photo", None),
}
NO_CREDITS = (
    "The photo shows the bridge at night.",
    "She held up a photo of her son.",
    "The winner of the Photo of the Year prize was a farmer who had never owned a camera.",
    "Photographers waited at the gate.",
    "He sent the photo to Mai Trí",
    "Boats at dawn.",
    "",
)


@pytest.mark.parametrize("text", CREDITS)
def test_credit_is_cut_from_its_caption(text: str) -> None:
    """The credit is kept as printed without its dash; only a person is a photographer."""
    caption, credit_line, photographer = CREDITS[text]

    credit = read_credit(text, PROFILE)

    assert credit is not None
    assert (text[: credit.start].rstrip(), credit.credit_line, credit.photographer) == (
        caption,
        credit_line,
        photographer,
    )


@pytest.mark.parametrize("text", NO_CREDITS)
def test_sentence_about_a_photo_has_no_credit(text: str) -> None:
    """The word alone is no credit: a source, a dash or a name must stand with it."""
    assert read_credit(text, PROFILE) is None


def test_caption_before_the_lead_on_one_line() -> None:
    """In ``caption . Photo: VNA Lead`` the lead begins behind the agency."""
    text = "Boats at dawn . Photo: VNA The boats came home on Monday."

    credit = read_leading_caption(text, PROFILE)

    assert credit is not None
    assert text[credit.end :].strip() == "The boats came home on Monday."
