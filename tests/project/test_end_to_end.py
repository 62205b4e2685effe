"""The two real files, from the inbox to the published database."""

import pytest

from house import SHARED_SEEDS, House

pytestmark = pytest.mark.skipif(not SHARED_SEEDS.is_dir(), reason="the real files are not beside this checkout")


@pytest.fixture(name="loaded")
def _loaded(house: House) -> House:
    real = House(SHARED_SEEDS, house.home)
    assert real.classes() == {"new": 2, "loaded": 2}
    return real


def test_article(loaded: House) -> None:
    """The full page: every field that its text gives, and the zone of its outlet."""
    (row,) = loaded.rows("SELECT * FROM articles WHERE article_id = '3d62b89a6f202912'")

    assert (row["article_section"], row["genre"], row["language"]) == ("Politics & Law", "article", "en")
    assert row["date_published"].isoformat() == "2025-05-05T06:35:00+00:00"
    assert (str(row["published_on"]), row["published_precision"], row["tz_source"]) == (
        "2025-05-05",
        "minute",
        "outlet",
    )
    assert (row["dateline"], row["located"], row["credit_line"]) == ("HÀ NỘI", "Hà Nội", "VNA/VNS")
    assert (row["paragraph_count"], row["image_count"], row["warnings"]) == (5, 1, [])
    assert row["headline"]
    assert row["abstract"]
    assert loaded.ask("SELECT credit_line FROM article_images WHERE article_id = '3d62b89a6f202912'") == [
        ("VNA/VNS Photo",)
    ]


def test_photo_essay(loaded: House) -> None:
    """The photo essay: nine images, eight of them after the sign-off."""
    (row,) = loaded.rows("SELECT * FROM articles WHERE article_id = '77498ac39eda9b99'")

    assert (row["genre"], row["credit_line"], row["paragraph_count"]) == ("photo_essay", "VNS", 2)
    assert row["date_published"].isoformat() == "2025-05-13T05:23:00+00:00"
    assert (row["image_count"], row["warnings"]) == (9, ["captions_after_signoff"])
    names = loaded.ask(
        "SELECT photographer FROM article_images WHERE article_id = '77498ac39eda9b99' ORDER BY position"
    )
    assert names == [("Thống Nhất",)] + [(None,)] * 8


def test_again_nothing_is_read(loaded: House) -> None:
    """The same files again: all unchanged."""
    assert loaded.classes() == {"unchanged": 2}
