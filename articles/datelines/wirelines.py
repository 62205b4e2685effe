"""Place lines of the East Asian agencies, which name place, agency, day and writers without a dash.

``(서울=연합뉴스) 김하늘 기자 =`` · ``新华社莫斯科5月8日电（记者江晨）`` · ``越通社河内——``
"""

import re
from typing import NamedTuple

from articles.dates.placedays import PlaceDay

_KOREAN = re.compile(
    r"""
    \( (?P<place> [가-힣·]{2,20} ) = (?P<agency> [가-힣A-Za-z]{2,10} ) \) \s*
    (?: (?P<who> [가-힣]{2,4} (?: [ ·] [가-힣]{2,4} )* ) \s* (?:기자|특파원) \s* = \s* )?
    """,
    re.VERBOSE,
)
_CHINESE = re.compile(
    r"""
    (?: [(（]? (?P<agency> 新华社 | 新華社 | 越通社 | 中新社 | 中新网 | 法新社 | 路透社 | 中央社 ) [)）]?)
    /? (?P<place> [\u4e00-\u9fff]{2,8}? )
    (?: (?P<month> \d{1,2} ) 月 (?P<day> \d{1,2} ) 日 )?
    (?: 电 | 電 | (?=——|—|--) )
    \s* (?: [(（] 记者 (?P<who> [^()（）]{2,30} ) [)）] )? \s* (?: —— | -- | — )? \s*
    """,
    re.VERBOSE,
)


class WireLine(NamedTuple):
    """What such a place line says."""

    place: str
    agency: str
    length: int
    day: PlaceDay | None
    authors: tuple[str, ...]


def read_wire_line(text: str) -> WireLine | None:
    """Return the place line of a Korean or Chinese agency."""
    korean = _KOREAN.match(text)
    if korean:
        return WireLine(korean["place"], korean["agency"], korean.end(), None, _names(korean["who"]))
    chinese = _CHINESE.match(text)
    if chinese is None:
        return None
    day = PlaceDay(int(chinese["month"]), int(chinese["day"])) if chinese["month"] else None
    return WireLine(chinese["place"], chinese["agency"], chinese.end(), day, _names(chinese["who"]))


def _names(who: str | None) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[\s·、,]+", who.strip()) if name) if who else ()
