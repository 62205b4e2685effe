"""The generator of article files: the same files everywhere, in the real layouts, some of them bad."""

import unicodedata
from collections import Counter
from datetime import date
from hashlib import sha256
from pathlib import Path
from statistics import median

import pytest

from articles.identity import article_id_from_name
from articles.outlets.profile import Profile, parse_profile
from articles.parse import parse_article
from benchmarks.corpus import ensure_corpus
from benchmarks.faults import FAULTS
from benchmarks.generator import article_file, kind_of, path_of, revise_file, revised, write_corpus
from benchmarks.layouts import LAYOUTS
from schemas.rules import RULES

SEED = 1
TODAY = date(2025, 6, 1)
PROFILE = Path(__file__).parents[2] / "articles" / "outlets" / "profiles" / "vietnamnews.toml"

WITHHELD_AS = {
    "empty": "empty_file",
    "blank": "empty_file",
    "not_utf8": "encoding_invalid",
    "json_feed": "not_an_article",
    "markup": "not_an_article",
    "listing": "not_an_article",
    "teasers": "teasers_only",
    "impossible_day": "header_invalid",
    "far_future": "date_in_future",
    "no_body": "body_missing",
}


@pytest.fixture(name="profile", scope="module")
def _profile() -> Profile:
    return parse_profile(PROFILE.read_text(encoding="utf-8"), "vietnamnews")


@pytest.fixture(name="kinds", scope="module")
def _kinds() -> list[str]:
    return [kind_of(number, SEED) for number in range(10_000)]


def test_a_file_depends_on_its_number_and_seed_only() -> None:
    """Whatever was made before it, a file is the same; another seed or number gives another."""
    backwards = [article_file(number, SEED) for number in reversed(range(50))]

    assert backwards[::-1] == [article_file(number, SEED) for number in range(50)]
    assert article_file(7, SEED)[0] != article_file(7, SEED + 1)[0]
    assert len({article_file(number, SEED)[0] for number in range(500)}) == 500


def test_the_bytes_are_pinned() -> None:
    """Two machines make the same corpus: a figure of one can be held against that of the other."""
    name, data = article_file(3, SEED)

    assert name == "003_62ca3decceec41a1.txt"
    assert sha256(data).hexdigest() == "e6c773b3fc5c4bf0331e5643ae230506d756e54bee02042de0c5a1e799d92376"


def test_names_carry_an_id() -> None:
    """``NNN_<16 hex>.txt``: at least three digits, and an id that the parser finds."""
    short, long = article_file(7, SEED)[0], article_file(12_345, SEED)[0]

    assert short.startswith("007_")
    assert long.startswith("12345_")
    assert article_id_from_name(long) == long[6:22]


def test_three_in_a_hundred_are_bad_in_ten_ways(kinds: list[str]) -> None:
    """Every kind of fault occurs, and together they are 3% of the files."""
    bad = Counter(kind for kind in kinds if kind in FAULTS)

    assert len(FAULTS) == 10
    assert bad.keys() == FAULTS.keys()
    assert 0.025 < bad.total() / len(kinds) < 0.035


def test_layouts_have_their_shares(kinds: list[str]) -> None:
    """The commonest layout is the body alone, as in the wild."""
    good = Counter(kind for kind in kinds if kind in LAYOUTS)

    for name, (share, _) in LAYOUTS.items():
        assert good[name] / good.total() == pytest.approx(share, abs=0.02)


def test_good_files_have_1_to_8_kb_in_nfc(kinds: list[str]) -> None:
    """Half of them about 3 kB, all with Vietnamese letters, composed."""
    files = [article_file(number, SEED)[1] for number in range(1_000) if kinds[number] in LAYOUTS]
    texts = [data.decode() for data in files]

    assert 1_000 <= min(map(len, files)) <= max(map(len, files)) <= 8_192
    assert 2_500 < median(map(len, files)) < 3_500
    assert all(unicodedata.is_normalized("NFC", text) and not text.isascii() for text in texts)


def test_good_files_are_articles(kinds: list[str], profile: Profile) -> None:
    """The parser takes all of them, and finds the place, and the headline where the layout has one."""
    for number in range(1_000):
        if kinds[number] not in LAYOUTS:
            continue
        name, data = article_file(number, SEED)
        article = parse_article(data, name, profile, TODAY).article

        assert article is not None, (number, kinds[number])
        assert article.located
        assert (article.headline is None) == (kinds[number] == "body")


@pytest.mark.parametrize("kind", FAULTS)
def test_bad_files_are_withheld_for_what_they_are(kind: str, kinds: list[str], profile: Profile) -> None:
    """Each kind of fault is withheld under the rule that names it."""
    numbers = [number for number, each in enumerate(kinds) if each == kind]
    for number in numbers[:20]:
        name, data = article_file(number, SEED)
        parsed = parse_article(data, name, profile, TODAY)

        told = [finding.rule for finding in parsed.findings]
        assert [rule for rule in told if RULES[rule].severity == "error"] == [WITHHELD_AS[kind]], number
        assert (parsed.article is None) == RULES[WITHHELD_AS[kind]].refuses


def test_a_corpus_lies_in_subdirectories(tmp_path: Path) -> None:
    """A thousand files each; a part that is written alone lands where the whole would have put it."""
    written = write_corpus(tmp_path, 5, SEED, first=1_998)
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.txt"))

    assert found == sorted(path_of(number, SEED) for number in range(1_998, 2_003))
    assert {path.split("/")[0] for path in found} == {"001", "002"}
    assert written == sum(path.stat().st_size for path in tmp_path.rglob("*.txt"))


def test_a_revision_changes_one_paragraph(kinds: list[str], profile: Profile, tmp_path: Path) -> None:
    """Every other field of the record stays, and the number of paragraphs too."""
    for number in (number for number in range(300) if kinds[number] in LAYOUTS):
        name, data = article_file(number, SEED)
        before = parse_article(data, name, profile, TODAY).article
        after = parse_article(revised(data, SEED), name, profile, TODAY).article

        assert before
        assert after
        changed = [one != other for one, other in zip(before.paragraphs, after.paragraphs, strict=True)]
        assert changed.count(True) == 1, number
        assert (before.headline, before.images, before.credit_line) == (after.headline, after.images, after.credit_line)
    path = tmp_path / name
    path.write_bytes(data)
    revise_file(path, SEED)
    assert path.read_bytes() == revised(data, SEED)


def test_a_corpus_is_made_once(tmp_path: Path) -> None:
    """What is intact is used again; what somebody changed is written anew."""
    inbox = ensure_corpus(tmp_path, 120, SEED)
    first = inbox / path_of(0, SEED)
    made = first.stat().st_mtime_ns
    assert ensure_corpus(tmp_path, 120, SEED) == inbox
    assert first.stat().st_mtime_ns == made

    first.write_bytes(b"")
    (inbox / "another.txt").write_bytes(b"x")
    ensure_corpus(tmp_path, 120, SEED)

    assert first.read_bytes() == article_file(0, SEED)[1]
    assert len(list(inbox.rglob("*.txt"))) == 120
