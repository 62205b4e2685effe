"""The two real files, field by field."""

from datetime import UTC, date, datetime

import pytest

from articles.parse import parse_article
from articles.record import Article, Image, Parsed
from regenerate_cases import ROOT, read_profile

REAL = ROOT.parent / "shared" / "seeds"
TODAY = date(2026, 11, 22)


def _parse(name: str) -> tuple[Article, Parsed]:
    path = REAL / name
    if not path.exists():
        pytest.skip(f"the real file is not here: {path}")
    parsed = parse_article(path.read_bytes(), name, read_profile("vietnamnews"), TODAY)
    assert parsed.article is not None
    return parsed.article, parsed


def test_first_real_file() -> None:
    """Layout A: every field of the page is found, nothing is odd, nothing is left over."""
    article, parsed = _parse("000_3d62b89a6f202912.txt")

    assert article.article_section == "Politics & Law"
    assert article.breadcrumb == ("Home", "Politics & Law")
    assert article.headline is not None
    assert article.headline.startswith("Party leader leaves for visits")
    assert article.abstract is not None
    assert article.abstract.endswith("into the world")
    assert article.date_published == datetime(2025, 5, 5, 6, 35, tzinfo=UTC)
    assert (article.published_on, article.published_precision) == (date(2025, 5, 5), "minute")
    assert (article.tz_source, article.source_date) == ("outlet", "2025-05-05")
    assert (article.dateline, article.located) == ("HÀ NỘI", "Hà Nội")
    assert (article.credit_line, article.info_sources) == ("VNA/VNS", ("VNA", "VNS"))
    assert (article.genre, article.language) == ("article", "en")
    assert len(article.paragraphs) == 5
    assert article.paragraphs[0].startswith("General Secretary of the Communist Party")
    assert article.paragraphs[-1].endswith("with the four countries.")
    assert [(image.credit_line, image.photographer) for image in article.images] == [("VNA/VNS Photo", None)]
    assert not parsed.findings
    assert "unclaimed" not in {span.field for span in parsed.spans}


def test_second_real_file() -> None:
    """A photo essay: the captions after the sign-off are images, and that is the only thing to remark."""
    article, parsed = _parse("002_77498ac39eda9b99.txt")

    assert article.date_published == datetime(2025, 5, 13, 5, 23, tzinfo=UTC)
    assert (article.genre, article.credit_line, len(article.paragraphs)) == ("photo_essay", "VNS", 2)
    assert article.images[0] == Image(
        "Party General Secretary Tô Lâm holds a closed-door meeting with Russian President Vladimir Putin.",
        "VNA/VNS Photos Thống Nhất",
        "Thống Nhất",
    )
    assert len(article.images) == 9
    assert all(image.caption and image.credit_line is None for image in article.images[1:])
    assert [finding.rule for finding in parsed.findings] == ["captions_after_signoff"]
    assert "unclaimed" not in {span.field for span in parsed.spans}
