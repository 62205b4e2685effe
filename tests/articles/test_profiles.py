"""Profiles: data that is checked when it is read."""

import pickle
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from articles.decode import decode
from articles.outlets.marks import choose_profile
from articles.outlets.profile import ProfileError, parse_profile
from regenerate_cases import CASES, PROFILES, read_profile, read_profiles


@pytest.mark.parametrize("name", sorted(path.stem for path in PROFILES.glob("*.toml")))
def test_every_profile_is_read_and_travels(name: str) -> None:
    """Each profile of the package is valid, and can be sent to another process."""
    profile = read_profile(name)

    assert pickle.loads(pickle.dumps(profile)) == profile  # noqa: S301 - our own


def test_first_outlet() -> None:
    """Viet Nam News has a zone and a language, and knows its own sections and signature."""
    profile = read_profile("vietnamnews")

    assert profile.zone == ZoneInfo("Asia/Ho_Chi_Minh")
    assert profile.language == "en"
    assert profile.sections["politics & laws"] == "Politics & Law"
    assert profile.signs("VNA/VNS")
    assert not profile.signs("VNA/Nobody")


@pytest.mark.parametrize("name", sorted(path.stem for path in PROFILES.glob("*.toml")))
def test_outlet_with_marks_has_a_case(name: str) -> None:
    """At least one golden case bears the marks of each outlet that has some."""
    profile = read_profile(name)

    assert profile.name in outlets_of_cases() or not any(profile.marks)


@cache
def outlets_of_cases() -> frozenset[str]:
    """The outlets that the marks choose for the golden cases."""
    texts = (decode(path.read_bytes()).text for path in CASES.glob("*/article.txt"))
    return frozenset(choose_profile(text, read_profiles()).name for text in texts)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sectons = []", "sections"),
        ("[places]\nX = 1", "X"),
        ("menu = 'Home'", "menu"),
        ("menu = [1]", "menu"),
        ("zone = 'Asia/Nowhere'", "zone"),
        ("zone = '../secrets'", "zone"),
        ("name = 1", "name"),
        ("sections = []", "sections"),
        ("[sections]\nA = ['B']\nC = ['b']", "sections"),
        ("name =", "TOML"),
    ],
)
def test_fault_is_told_with_file_and_key(text: str, told: str) -> None:
    """A profile with a fault is refused; the message names the file and the key, or the nearest known key."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, "mine.toml")

    assert "mine.toml" in str(caught.value)
    assert told in str(caught.value)
