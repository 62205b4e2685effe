"""Profiles: data that is checked when it is read."""

import pickle
from zoneinfo import ZoneInfo

import pytest
from regenerate_cases import PROFILES, read_profile

from articles.profile import ProfileError, parse_profile


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
