"""Place lines: places in any of their forms, and what only looks like one."""

import pytest

from articles.datelines.places import read_place_line
from regenerate_cases import read_profile

NEWS = read_profile("vietnamnews")
WORLD = read_profile("general")
PLACES: dict[str, tuple[str, str | None, str | None]] = {
    "HÀ NỘI — The": ("HÀ NỘI", "Hà Nội", None),
    "HÀ NỘI —The": ("HÀ NỘI", "Hà Nội", None),
    "HÀ NỘI ― The": ("HÀ NỘI", "Hà Nội", None),
    "HANOI — The": ("HANOI", "Hà Nội", None),
    "ĐÀ NẴNG – The": ("ĐÀ NẴNG", "Đà Nẵng", None),
    "ĐÀ NẴNG - The": ("ĐÀ NẴNG", "Đà Nẵng", None),
    "HỒ CHÍ MINH CITY – The": ("HỒ CHÍ MINH CITY", "Hồ Chí Minh City", None),
    "HCM CITY — The": ("HCM CITY", "Hồ Chí Minh City", None),
    "HCMC – The": ("HCMC", "Hồ Chí Minh City", None),
    "BÀ RỊA-VŨNG TÀU — The": ("BÀ RỊA-VŨNG TÀU", "Bà Rịa-Vũng Tàu", None),
    "THAILAND — The": ("THAILAND", "Thailand", None),
    "BANGKOK—The": ("BANGKOK", "Bangkok", None),
    "KHAU PẠ — The": ("KHAU PẠ", None, None),
    "WASHINGTON (AP) — The": ("WASHINGTON", "Washington", "AP"),
    "TEL AVIV, Israel (AP) — The": ("TEL AVIV, Israel", "Tel Aviv", "AP"),
    "BELÉM, PA (FOLHAPRESS) - A": ("BELÉM, PA", "Belém", "FOLHAPRESS"),
    "LONDON, April 25 (Reuters) - The": ("LONDON", "London", "Reuters"),
    "GUIYANG, May 3 (Xinhua) -- The": ("GUIYANG", "Guiyang", "Xinhua"),
    "BRUSSELS/FRANKFURT/PARIS (dpa-AFX) - The": ("BRUSSELS/FRANKFURT/PARIS", "Brussels/Frankfurt/Paris", "dpa-AFX"),
    "(SEOUL) — The": ("SEOUL", "Seoul", None),
    "ASTANA, Kazakhstan, May 6. The": ("ASTANA, Kazakhstan", "Astana", None),
    "VATICAN CITY: The": ("VATICAN CITY", "Vatican City", None),
    "London [UK], June 12 (ANI): The": ("London", "London", "ANI"),
    "HANOI, May 18. /TASS/. The": ("HANOI", "Hà Nội", "TASS"),
    "МОСКВА, 7 мая. /ТАСС/. The": ("МОСКВА", "Москва", "ТАСС"),
    "Hanoi, 5 de mayo (VNA) - The": ("Hanoi", "Hà Nội", "VNA"),
    "THỪA THIÊN-HUẾ — The": ("THỪA THIÊN-HUẾ", "Thừa Thiên-Huế", None),
    "BALI — The": ("BALI", "Bali", None),
    "Hanoi (VNA) – The": ("Hanoi", "Hà Nội", "VNA"),
    "VIETNAM, March 9 - HÀ NỘI — The": ("HÀ NỘI", "Hà Nội", None),
    "IRAN, June 21, 2025 ~ The": ("IRAN", "Iran", None),
    "BÀ RỊA - VŨNG TÀU — The": ("BÀ RỊA - VŨNG TÀU", "Bà Rịa-Vũng Tàu", None),
    "CÔN ĐẢO (Bà Rịa-Vũng Tàu) — The": ("CÔN ĐẢO", "Côn Đảo", None),
    "Hanoi, (APP - UrduPoint / Pakistan Point News - 11th Sep, 2024) The": ("Hanoi", "Hà Nội", "APP"),
    "jpnn.com, JAKARTA - The": ("JAKARTA", "Jakarta", None),
    "越通社河内——The": ("河内", "河内", "越通社"),
    "新华社莫斯科5月8日电（记者江晨 华夏）The": ("莫斯科", "莫斯科", "新华社"),
    "(서울·인천=연합뉴스) 김하늘 박바다 기자 = The": ("서울·인천", "서울/인천", "연합뉴스"),
    "กรุงเทพ 26 ธ.ค. – The": ("กรุงเทพ", "กรุงเทพ", None),
    "HÀ🌸 NỘI — The": ("HÀ🌸 NỘI", "Hà Nội", None),
    "JAKARTA, KOMPAS.com – The": ("JAKARTA", "Jakarta", None),
}
OUTLETS = ("VOV.VN - The", "NDO – The", "TPO - The", "GĐXH - The", "VGP – The", "(NLĐO) – The", "THE HANOI TIMES — The",
           "(VOVWORLD) - The", "VNA/VNS — The")  # fmt: skip
NEITHER = (
    "Hà Nội – the capital – is",
    "Hà Nội — a city of lakes — is",
    "The plan — a new one — is",
    "WHO — the agency — said",
    "ASEAN — The bloc",
    "US-China trade fell",
    "NASA: The agency",
    "He said: yes",
    "Viet Nam News — the newspaper — turned 34",
    "KHAU PẠ — the village",
    "2025 — The year",
    "— The dash",
    "",
    "A",
)


@pytest.mark.parametrize("text", PLACES)
def test_place_is_read(text: str) -> None:
    """The place is kept as printed, its usual spelling beside it, and the lead begins behind the dash."""
    place = read_place_line(text, WORLD)

    assert place is not None
    assert (place.place, place.located, place.agency) == PLACES[text]
    assert text[place.length :] in {"The", "A"}


@pytest.mark.parametrize("profile", [NEWS, WORLD], ids=["vietnamnews", "general"])
@pytest.mark.parametrize("text", OUTLETS)
def test_outlet_is_no_place(text: str, profile: object) -> None:
    """An outlet's tag before the lead is seen, and is no place."""
    place = read_place_line(text, profile)  # type: ignore[arg-type]

    assert place is not None
    assert place.place is None
    assert place.outlet


@pytest.mark.parametrize("profile", [NEWS, WORLD], ids=["vietnamnews", "general"])
@pytest.mark.parametrize("text", NEITHER)
def test_sentence_with_a_dash_is_left_alone(text: str, profile: object) -> None:
    """Dashes, colons and capitals inside a sentence make no place line."""
    assert read_place_line(text, profile) is None  # type: ignore[arg-type]
