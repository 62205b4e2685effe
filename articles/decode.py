"""Bytes to the normalised text that every offset refers to. Lines are kept: line 7 stays line 7.

Normalised is: UTF-8 without a mark at its start, LF line ends, NFC, no invisible characters that only
disturb matching (U+200C and U+200D stay, Persian and emoji need them), and each run of blanks one space.
"""

import re
import unicodedata
from typing import NamedTuple

_BOM = b"\xef\xbb\xbf"
_INVISIBLE = "\u034f\u200b\u2060\u00ad\ufeff"
_OGHAM_BLANK = "\u1680"  # a dash in its own script; to Python it is a blank
_BLANKS = (
    _OGHAM_BLANK
    + "\t\v\f\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
)
_TO_SPACE: dict[int, str | None] = {ord(char): " " for char in _BLANKS}
_CLEAN = _TO_SPACE | dict.fromkeys(map(ord, _INVISIBLE))
_CONTROL_BLANKS = (b"\t", b"\v", b"\f", b"\x1c", b"\x1d", b"\x1e", b"\x1f")
_ODD_E2 = re.compile(rb"\xe2(?:\x80[\x80-\x8b\xa8\xa9\xaf]|\x81[\x9f\xa0])")  # U+2000..200B, 2028 and so on
_ODD_REST = {  # by their first byte, which is quickly looked for
    b"\xc2": (b"\xc2\x85", b"\xc2\xa0", b"\xc2\xad"),
    b"\xcd": (b"\xcd\x8f",),
    b"\xe3": (b"\xe3\x80\x80",),
    b"\xef": (b"\xef\xbb\xbf",),
}
_TWO_SPACES = re.compile(rb"  ")  # spelt out: {2} is ten times slower
_SPACES = re.compile(r" {2,}")
_HARMLESS = 10_000  # characters that even the worst pile of marks does not slow down much
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{64,}")  # where a pile of combining marks could hide


class Decoded(NamedTuple):
    """The normalised text, whether the bytes were UTF-8, and how many invisible characters were taken out."""

    text: str
    valid: bool
    invisible: int


def decode(data: bytes) -> Decoded:
    """Return the normalised text; bytes that are not UTF-8 stand in it as U+FFFD."""
    valid, invisible = True, 0
    data = data.removeprefix(_BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text, valid = data.decode(errors="replace"), False
    if b"\r" in data:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    odd = _has_odd_characters(data) or _OGHAM_BLANK in text
    if odd:
        text, invisible = _clean(text)
    if not data.isascii():
        text = _compose(text)
    if odd or _TWO_SPACES.search(data):
        text = _SPACES.sub(" ", text)
    return Decoded(text, valid, invisible)


def _has_odd_characters(data: bytes) -> bool:
    """Whether a blank other than space, or an invisible character, is among the bytes."""
    for blank in _CONTROL_BLANKS:
        if blank in data:
            return True
    if data.isascii():
        return False
    for first, odd in _ODD_REST.items():
        if first in data and any(character in data for character in odd):
            return True
    return _ODD_E2.search(data) is not None


def _clean(text: str) -> tuple[str, int]:
    invisible = sum(text.count(char) for char in _INVISIBLE)
    return text.translate(_CLEAN), invisible


def _compose(text: str) -> str:
    """Return the text in NFC, except where thousands of marks on one letter would make that quadratic."""
    if len(text) > _HARMLESS and any(_is_pile(found[0]) for found in _MARKS.finditer(text)):
        return text
    return unicodedata.normalize("NFC", text)


def _is_pile(text: str) -> bool:
    return any(map(unicodedata.combining, text))
