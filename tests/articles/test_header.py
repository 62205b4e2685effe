"""The crawler's header at offset 0, and ids in file names."""

from datetime import date

import pytest

from articles.dates.header import read_header
from articles.identity import article_id_from_name


@pytest.mark.parametrize(
    ("text", "printed", "day", "tail"),
    [
        (" date 2025-05-05 Politics & Law\n", "2025-05-05", date(2025, 5, 5), " Politics & Law\n"),
        (" date 2025-05-05\n", "2025-05-05", date(2025, 5, 5), "\n"),
        (" date 2025-05-05", "2025-05-05", date(2025, 5, 5), ""),
        (" date 2025-05 HÀ NỘI — The", "2025-05", None, " HÀ NỘI — The"),
        (" date 2024-02-29 The", "2024-02-29", date(2024, 2, 29), " The"),
        ("date 2025-05-05 The", "2025-05-05", date(2025, 5, 5), " The"),
    ],
)
def test_header_is_read(text: str, printed: str, day: date | None, tail: str) -> None:
    """The date is kept as printed; the rest of line 1 is left to the page."""
    header = read_header(text)

    assert header is not None
    assert header.valid
    assert (header.printed, header.on, text[header.end :]) == (printed, day, tail)


@pytest.mark.parametrize(
    "text",
    [
        " date 2025-02-30 The",
        " date 2025-13 The",
        " date 2025-00-01 The",
        " date 0000-01-01 The",
        " date 2025-05-05The",
        " date 2025-5-5 The",
        " date \n",
        " date",
        " date unknown",
    ],
)
def test_header_without_a_date_of_the_calendar_is_invalid(text: str) -> None:
    """The word of the header without a date that exists is an invalid header, not text."""
    header = read_header(text)

    assert header is not None
    assert not header.valid


@pytest.mark.parametrize(
    ("text", "printed", "tail"),
    [
        (" date 2025-02-30 The", "2025-02-30", " The"),
        (" date 2025-5-5 The", "2025-5-5", " The"),
        (" date 05/05/2025\nThe", "05/05/2025", "\nThe"),
        (" date \nThe", "", " \nThe"),
        (" date 40 years ago", "", " 40 years ago"),
    ],
)
def test_an_invalid_header_ends_where_its_date_does(text: str, printed: str, tail: str) -> None:
    """What looks like a date belongs to the header, other words to the page."""
    header = read_header(text)

    assert header is not None
    assert (header.printed, text[header.end :]) == (printed, tail)


@pytest.mark.parametrize(
    "text", ["", "HÀ NỘI — The", "\n date 2025-05-05 The", " dates are sweet", "Up to date 2025-05-05"]
)
def test_other_beginnings_are_text(text: str) -> None:
    """A header stands at the very start of the file or not at all."""
    assert read_header(text) is None


@pytest.mark.parametrize(
    ("name", "article_id"),
    [
        ("000_3d62b89a6f202912.txt", "3d62b89a6f202912"),
        ("12345_3D62B89A6F202912.TXT", "3d62b89a6f202912"),
        ("2025/05/000_3d62b89a6f202912.txt", "3d62b89a6f202912"),
        ("2025\\05\\000_3d62b89a6f202912.txt", "3d62b89a6f202912"),
        ("3d62b89a6f202912.txt", None),
        ("000_3d62b89a6f20291.txt", None),
        ("000_3d62b89a6f2029123.txt", None),
        ("000_3d62b89a6f20291g.txt", None),
        ("000_3d62b89a6f202912.txt.part", None),
        ("", None),
    ],
)
def test_id_in_the_file_name(name: str, article_id: str | None) -> None:
    """The id is the sixteen hex digits of the crawler's name, of the path's last part."""
    assert article_id_from_name(name) == article_id
