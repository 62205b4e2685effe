"""The default inbox: what new users see first, good files and bad ones."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from articles.identity import article_id_from_name
from articles.parse import parse_article
from regenerate_cases import ROOT, read_profile

SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_seed_has_an_id_in_its_name(seed: Path) -> None:
    """Every seed is named as the crawler names its files."""
    assert article_id_from_name(seed.name) is not None


def test_seeds_show_good_and_bad_files() -> None:
    """The seeds hold ten articles, one of them a photo essay, and four files that are refused for four reasons."""
    profile = read_profile("vietnamnews")
    parsed = [parse_article(seed.read_bytes(), seed.name, profile, TODAY) for seed in SEEDS]

    genres = Counter(answer.article.genre for answer in parsed if answer.article)
    refused = sorted(finding.rule for answer in parsed if not answer.article for finding in answer.findings)

    assert genres == {"article": 9, "photo_essay": 1}
    assert refused == ["empty_file", "encoding_invalid", "not_an_article", "teasers_only"]
