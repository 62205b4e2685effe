"""Sign-offs: ``— VNS`` at the end of the last paragraph, bare on a line, or in mid-line before another story."""

import re
from typing import NamedTuple

from articles.outlets.profile import Profile

_REACH = 60  # a sign-off stands within the last so many characters of its line
_CREW_REACH = 230
_DASHES = "—―–-"
_SENTENCE_ENDS = frozenset('.!?…”’")')
_NAMED = re.compile(r"(?:Source|Theo|Nguồn|Fonte|Fuente|Quelle|Sumber|Источник) ?:? (?P<who>[^:]{2,40})", re.IGNORECASE)
_BRACKETS = re.compile(r"(?<=[.!?”’\"]) ?[(（](?P<who>[^()（）\s]{1,20})[)）]$")  # It rained. (ANI)
_DESK_CODE = re.compile(r"(?<=[.!?”]) ?\((?:[a-z]{2,4}|[A-Z]-\d{1,2})\)$")  # It rained. (dce)
_CREW = re.compile(r"(?<=[.!?”]) ?\((?:Additional )?(?:Reporting|Writing|Editing|Edited|Compiled) by [^()]{3,200}\)$")
_CLOSING_WORDS = (" Enditem", "Endit", " -30-", " ###")
_END_MARK = re.compile(r"\s*\./\.$")
_INNER = re.compile(
    r"""
    (?<= [.!?…”"’)] ) \s* [—–-]{1,2} \s*     # a sentence ends, a dash
    (?P<who> [^\s—–-]{2,40} ) \s            # one word: the agency
    (?P<next> [^\W\d_] | [“"] )             # and a new sentence begins
    """,
    re.VERBOSE,
)


class Signoff(NamedTuple):
    """Who signs; ``start`` is where the sign-off begins in the line, ``end`` where it ends."""

    who: str | None  # without dash and stop; None for the bare end mark ./.
    start: int
    end: int


def read_signoff(text: str, profile: Profile) -> Signoff | None:
    """Return the sign-off that the line ends with: agencies of the profile, or the mark ``./.``."""
    last = text[text.rfind(" ", -_REACH) + 1 :]
    if last.islower() and last[-2:] != "/." and last[-1] != ")" and last not in profile.agency_ends:
        return None
    if _last_name(last) not in profile.agency_ends:
        return _read_other(text, last, profile)
    named = _NAMED.fullmatch(text) if len(text) < _REACH else None
    if named and profile.signs(named["who"].strip(" .")):
        return Signoff(named["who"].strip(" ."), 0, len(text))
    begin = max(0, len(text) - _REACH)
    tail = text[begin:]
    cut = max(tail.rfind("—"), tail.rfind("―"), tail.rfind("–"), tail.rfind(" -"), tail.find(".-") + 1)
    who = tail[cut:].strip(" .-–—") if cut > 0 or tail[0] in _DASHES else ""
    if who and profile.signs(who):
        kept = tail[:cut].rstrip(" " + _DASHES)
        return Signoff(who, begin + len(_without_double_stop(kept)), len(text))
    return _read_bare(text, profile)


def may_sign(text: str, profile: Profile) -> bool:
    """Whether the last word could be an agency's name. A line with a full stop needs one to be signed by name."""
    return _last_name(text[text.rfind(" ", -_REACH) + 1 :]) in profile.agency_ends


def _read_other(text: str, last: str, profile: Profile) -> Signoff | None:
    """Read an end that is no agency's name: ``./.``, an agency or a desk's sign in brackets, a closing word."""
    if last.endswith("./."):
        return _read_end_mark(text)
    if last[-1] in ")）":
        if text[0] == "(" and profile.signs(text[1:-1]):
            return Signoff(text[1:-1], 0, len(text))
        bracket = _BRACKETS.search(text)
        if bracket and bracket.start() and profile.signs(bracket["who"]):
            return Signoff(bracket["who"], bracket.start(), len(text))
        code = _DESK_CODE.search(text) or (_CREW.search(text) if " by " in text[-_CREW_REACH:] else None)
        return Signoff(None, code.start(), len(text)) if code else None
    word = next((word for word in _CLOSING_WORDS if text.endswith(word)), None)
    return Signoff(None, len(text) - len(word), len(text)) if word else None


def _last_name(word: str) -> str:
    """Return what could be an agency's name in the last word of a line: ``VNS`` of ``.—VNA/VNS.``."""
    name = word.rstrip(".").rpartition("/")[2]
    for dash in _DASHES:
        if dash in name:
            name = name.rpartition(dash)[2]
    return name


def _without_end_mark(text: str, start: int) -> int:
    """Return where a sign-off begins with the mark ``./.`` that stands before it."""
    mark = _END_MARK.search(text, 0, start)
    return _read_end_mark(text[: mark.end()]).start if mark else start


def _read_end_mark(text: str) -> Signoff:
    """Read ``./.``, whose first stop is the sentence's own unless that has one."""
    mark = _END_MARK.search(text[-6:])
    start = len(text) - (len(mark[0]) if mark else 3)
    return Signoff(None, start + (text[start - 1] not in ".!?…”"), len(text))


def _without_double_stop(kept: str) -> str:
    return kept[:-1].rstrip() if kept.endswith((" .", "..")) and not kept.endswith("...") else kept


def _read_bare(text: str, profile: Profile) -> Signoff | None:
    """Read ``VNS`` alone on its line, and ``. VNS`` after a sentence."""
    last = text.rfind(" ", max(0, len(text) - _REACH)) + 1
    who = text[last:].rstrip(".")
    if last == 0:
        return Signoff(who, 0, len(text)) if profile.signs(who) else None
    if text[last - 2] in ".!?”" and profile.signs(who):
        return Signoff(who, _without_end_mark(text, last - 1), len(text))
    return Signoff(text.strip(". "), 0, len(text)) if len(text) < _REACH and profile.signs(text.strip(". ")) else None


def _may_divide(text: str, dash: str) -> bool:
    """Whether such a dash stands behind a sentence, or a blank and a sentence, and two words behind it."""
    at = text.find(dash)
    while at >= 0:
        above = text[max(0, at - 2) : at]
        if above[-1:] in _SENTENCE_ENDS or (above[-1:].isspace() and (above[:1] in _SENTENCE_ENDS or above.isspace())):
            return len(text[at + 2 :].split(None, 1)) > 1
        at = text.find(dash, at + 1)
    return False


def find_inner_signoff(text: str, profile: Profile) -> Signoff | None:
    """Return the first sign-off in mid-line that a new sentence follows: the line holds a second story."""
    if ("—" not in text and "–" not in text) or not any(_may_divide(text, dash) for dash in _DASHES):
        return None
    for match in _INNER.finditer(text):
        who = match["who"].strip(".")
        if not match["next"].islower() and profile.signs(who):
            return Signoff(who, match.start(), match.start("next"))
    return None
