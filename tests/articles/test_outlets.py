"""Which outlet printed a text: the marks in the profiles tell."""

import pytest

from articles.outlets.marks import choose_profile, find_marks
from articles.outlets.profile import ProfileError, parse_profile, parse_profiles
from regenerate_cases import read_profile, read_profiles

MARKED = {
    "HÀ NỘI — The ferry sails again. — VNS\n": "Viet Nam News",
    " date 2025-05-05 CẦN THƠ — Nine of the ferries are back, and the rest will follow.\n": "Viet Nam News",
    " date 2025-05-05 Politics & Law\nHome Politics & Law\n\nA headline\n": "Viet Nam News",
    "A headline\n\nMay 05, 2025 - 13:35\n\nText.\n": "General",
    "A headline\n\nMay 05, 2025 - 13:35\n\nBANGKOK — The ferries are back in the river.\n": "Viet Nam News",
    "A headline\n\nMay 05, 2025 - 13:35\n\nThe ferry to Hà Nội costs the same.\n": "Viet Nam News",
    " date 2025-05-05 HCM CITY — Ferries are back.\n": "Viet Nam News",
    " date 2025-05-05 Home Economy\n\nA headline\n\nMay 05, 2025 - 13:35\n": "Viet Nam News",
    "A reader chooses a book. (Photo: SGGP/ Hoàng Cát)\n": "Sai Gon Giai Phong",
    "Hanoi (VNA) – The trams are back./.\n\nVNA\n": "VietnamPlus",
    "VOV.VN - Ba trăm chiếc xe đạp có thể mượn tại các hồ.\n": "Vietnamese press",
    "TPO - Ba trăm chiếc xe đạp có thể mượn tại các hồ.\n": "Vietnamese press",
    "LONDON, April 25 (Reuters) - The ferry companies agreed on Friday.\n": "General",
    "HÀ NỘI - Ba trăm chiếc xe đạp có thể mượn tại các hồ của thành phố.\n": "General",
    "": "General",
}


@pytest.mark.parametrize("text", MARKED)
def test_marks_choose_the_profile(text: str) -> None:
    """One certain mark or two likely ones choose an outlet; everybody else gets the general profile."""
    assert choose_profile(text, read_profiles()).name == MARKED[text]


def test_outlet_with_more_marks_is_chosen() -> None:
    """A text that bears marks of two outlets belongs to the one whose marks weigh more."""
    text = "THE HANOI TIMES — The ferry sails again on Monday.\n\nA boat. VNA/VNS Photo\n\nIt is late. — VNS\n"

    assert choose_profile(text, read_profiles()).name == "Viet Nam News"


def test_only_profile_is_chosen_without_marks() -> None:
    """A settings file that names one profile is obeyed."""
    assert choose_profile("Anything.", [read_profile("vietnamnews")]).name == "Viet Nam News"


def test_lists_of_the_general_profile_count_for_every_outlet() -> None:
    """What many outlets share stands in one file."""
    outlet = next(profile for profile in read_profiles() if profile.name == "Sai Gon Giai Phong")

    assert outlet.signs("Reuters")
    assert outlet.signs("SGGP")
    assert "hanoi" in outlet.places
    assert str(outlet.zone) == "Asia/Ho_Chi_Minh"


def test_profile_without_marks_is_never_chosen_by_marks() -> None:
    """A profile for texts that somebody assigns to it does not take the place of the general one."""
    texts = {"a.toml": 'name = "A"\n', "general.toml": 'name = "General"\n', "z.toml": 'name = "Z"\n'}

    assert choose_profile("Anything.", parse_profiles(texts)).name == "General"


def test_marks_are_shown_with_their_lines() -> None:
    """Each mark that a text bears is found with the line that it stands in."""
    marks = """[marks]
words = ["— HPN", "\\nHPN\\n", "absent"]
certain = ["Harbour "]
likely = ["x"]
"""
    profile = parse_profile(marks, "a.toml")

    found = find_marks("A title\nHarbour news\n\nA text. — HPN\nHPN", profile)
    assert [(mark.kind, mark.line) for mark in found] == [("words", 4), ("words", 5), ("certain", 2)]


FAULTS = (
    "[marks]\nwrods = []",
    "marks = []",
    "[marks]\ncertain = ['(']",
    "[marks]\nlikely = ['.*']",
    "[marks]\nwords = 1",
    "[marks]\nwords = ['']",
)


@pytest.mark.parametrize("marks", FAULTS)
def test_fault_in_marks_is_told(marks: str) -> None:
    """A mark that cannot be used is refused with the file's name."""
    with pytest.raises(ProfileError, match=r"mine\.toml"):
        parse_profile(marks, "mine.toml")


def test_unknown_mark_is_told_with_the_nearest() -> None:
    """A key of the marks that is misspelt is told with the one that was meant."""
    with pytest.raises(ProfileError, match="table 'marks': unknown key 'wrods'; did you mean words"):
        parse_profile("[marks]\nwrods = []", "mine.toml")
