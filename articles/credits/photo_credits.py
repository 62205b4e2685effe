"""The credit at the end of a caption: ``— VNA/VNS Photo Name``; who made the picture, if a person did."""

import re
from typing import NamedTuple

from articles.outlets.profile import Profile
from articles.text.spelling import fold

_REACH = 140  # a credit stands within the last so many characters of its line
_BEFORE = 64  # characters of a credit before the word «Photo»: a dash and up to three names of agencies
_CREDIT = re.compile(
    r"""
    (?P<lead> \s* [—–]-? \s* | \s* -{1,2} \s | \s* \( | \s* )    # a dash, a bracket, or nothing
    (?P<credit>
        (?: Source: \s )?
        (?P<source> (?: [^\W\d_] [\w.&-]* (?: / [\w.&+-]+ )* \s ){0,3} )   # VNA/VNS, AFP/VNA, Viet Nam News
        (?: [Ff]ile \s )?
        (?: Photos? | photos? ) \b
        \s? :? \s?
        (?P<rest> [^()]{0,90} )
    )
    \)? \.? $
    """,
    re.VERBOSE,
)
_STOP = re.compile(
    r"""
    (?P<sentence> [.!?…”’)\]] (?=[ ]|\w) ) | \s* [—–(] | [ ] -{1,2} [ ]
    | (?<! Source: ) (?<! [—–-] ) \s        # behind a caption without a stop, the agency
      (?= (?:Source:[ ])? [A-Z]{2,8} (?:/[A-Z]{2,8})* [ ] (?:File[ ])? [Pp]hoto )
    """,
    re.VERBOSE,
)
_OTHER = re.compile(
    r"""
    (?P<lead> \s* [([（|¦—–] \s* | \s+ -{1,2} \s | (?<=[.!?…”"’»)。]) \s* | \s (?=©) | ^ )
    (?P<credit>
        (?: Ảnh | ẢNH | Hình | Фото | Foto | Photo | Image | Credit | Crédit | Bild | ภาพ | 사진 | 摄 | 图片 )
        \s? [:：=/] \s? (?P<who> [^():：]{2,80} )
      | (?: 图自 | 圖自 ) (?P<from> \w{2,12} )
      | © \s? (?P<owner> [^()©]{2,80} )
      | (?P<via> [^()]{2,60} \s via \s [A-Z][\w/ ]{1,30} )
      | (?P<stock> (?: [^()|¦]{2,60} / )? Getty \s Images )
    )
    [)\]）]? [.。]? $
    """,
    re.VERBOSE,
)
_ASCII_WORDS = ("Foto", "Credit", "Image", "Bild", " via ", "Getty")
_SIGNS = (":", "/", "=", "©", "：", " via ", "Getty", "图自", "圖自")  # one of them is in whatever _OTHER finds
_OTHER_WORDS = (*_ASCII_WORDS, "Ảnh", "ẢNH", "Hình", "Фото", "Crédit", "ภาพ", "사진", "图", "圖", "摄", "©")
_LEADING = re.compile(r"\s?(?P<credit>(?:Photos?|Ảnh) ?: ?(?P<who>[^\s.]+))\.? (?=[^\W\d_])")
_LONGEST_LEADING = 500  # characters of a caption before its lead
_OWNER = re.compile(r"(?:courtesy|courtersy|from|provided|supplied|of(?= (?-i:[A-Z]))|taken from)\b", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)
_JOINERS = frozenset({"and", "of", "the", "by", "&", "van", "de", "von", "/"})
_PERSON_WORDS = range(2, 6)


class Credit(NamedTuple):
    """A caption's credit; ``start`` is where it begins in the line, its dash or bracket included."""

    start: int
    credit_line: str  # as printed, without the dash
    photographer: str | None
    end: int = 0  # where it ends, if text follows it on its line


def read_credit(text: str, profile: Profile) -> Credit | None:
    """Return the credit that the line ends with, None where it ends without one."""
    at = text.rfind("hoto", -_REACH) - 1
    return _read_photo(text, at, profile) if at >= 0 else _read_other(text, profile)


def may_be_credited(text: str) -> bool:
    """Whether the words are there without which ``read_credit`` finds nothing."""
    return text.rfind("hoto", -_REACH) > 0 or _has_other_word(text[-_REACH:])


def _read_photo(text: str, at: int, profile: Profile) -> Credit | None:
    """Read a credit with the word «Photo», which stands at an offset."""
    start = _find_start(text, at)
    match = _CREDIT.match(text, start) if start >= 0 else None
    if match is None:
        return None
    who = match["rest"].strip(" .")
    if not _is_source(match, who, profile):
        return None
    return Credit(start, match["credit"].strip(" ."), _photographer(who, profile))


def _read_other(text: str, profile: Profile) -> Credit | None:
    """Read a credit in another language, of a stock of pictures, or with an owner's sign."""
    tail = text[-_REACH:]
    if not _has_other_word(tail):
        return None
    match = _OTHER.search(text, max(0, len(text) - _REACH))
    if match is None or (match["stock"] and not match["lead"].strip()):
        return None
    names = (match["who"] or match["via"] or "").split("/")
    person = next(filter(None, (_photographer(name.strip(" ."), profile) for name in names)), None)
    return Credit(match.start(), match["credit"].strip(" ."), person)


def _has_other_word(tail: str) -> bool:
    """Whether there is a sign that ``_OTHER`` needs, and a word: a colon behind it, a slash before «Getty» at times."""
    if tail.isascii():
        signed = ":" in tail or "/" in tail or "=" in tail or " via " in tail or "Getty" in tail
        return signed and any(word in tail for word in _ASCII_WORDS)
    for sign in _SIGNS:
        if sign in tail:
            return any(word in tail for word in _OTHER_WORDS)
    return False


def read_leading_caption(text: str, profile: Profile) -> Credit | None:
    """Return the credit in ``caption . Photo: VNA Lead`` (layout E), where caption and lead share a line."""
    head = text[:_LONGEST_LEADING]
    match = _LEADING.search(head) if "hoto" in head or "Ảnh" in head else None
    if match is None or not profile.signs(match["who"]):
        return None
    return Credit(match.start(), match["credit"], None, match.end("credit"))


def _find_start(text: str, at: int) -> int:
    """Return where a credit with «Photo» at an offset begins: at a dash, a bracket, or behind a sentence; else -1."""
    first = max(0, at - _BEFORE)
    start = -1
    for stop in _STOP.finditer(text, first, at + len("Photo")):
        start = stop.end() if stop["sentence"] else stop.start()
    return 0 if start < 0 and first == 0 else start


def _is_source(match: re.Match[str], who: str, profile: Profile) -> bool:
    """Whether the words around «Photo» name a source; «Photo shows the bridge» does not."""
    source = match["source"].strip()
    if source and not (profile.signs(source) or all(word[0].isupper() for word in source.split())):
        return False
    if not who:
        return bool(source) or bool(match["lead"].strip())
    return bool(_OWNER.match(who)) or bool(_DOMAIN.fullmatch(who)) or _is_name(who)


def _is_name(who: str) -> bool:
    words = who.removeprefix("by ").replace("/", " ").replace(",", " ").split()
    return 0 < len(words) <= 8 and all(word[0].isupper() or word in _JOINERS for word in words)  # noqa: PLR2004


def _photographer(who: str, profile: Profile) -> str | None:
    """Return the person: two to five words, each with a capital, that are no agency and no address."""
    name = who.removeprefix("by ").rpartition("/")[2].strip()
    words = name.split()
    if len(words) not in _PERSON_WORDS or not all(word[0].isupper() and not word.isupper() for word in words):
        return None
    return None if _OWNER.match(who) or fold(name) in profile.outlets else name
