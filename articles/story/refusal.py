"""What is no article: code, markup, data, listings, pages of teasers. Judged by shape.

Each function returns the rule that refuses the file and a detail, None where nothing speaks against it.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from articles.dates.stamps import read_stamp
from articles.decode import Decoded
from articles.layout import MOST_LINES, Line
from articles.text.garbled import Garbled
from articles.text.prose import ends_sentence, is_prose

_CODE_MARKS = b"{}<>=;\\"
_CONTROLS = b"\x00\x01\x02\x03\x04\x05\x06\x08\x0e\x0f\x1b\x7f"
_MARKS = _CODE_MARKS + _CONTROLS
_TAG = re.compile(rb"</?[a-zA-Z!?][^<>]{0,300}>")
_DATA_START = re.compile(r"\s*(?:\{|\[\s*[\[{\"\d]|<[a-zA-Z!?/])")
_CODE_START = re.compile(
    r"\s*(?:INSERT INTO|CREATE (?:TABLE|INDEX|VIEW)|SELECT\b.{0,200}\bFROM|UPDATE \w+ SET|DELETE FROM|DROP TABLE"
    r"|#!|#include\b|import \w+$|from \w[\w.]* import|package \w+;|BEGIN:V|%PDF-|\w+(?:,\w+){2,}$)",
    re.MULTILINE | re.IGNORECASE,
)
_FEWEST_MARKS = 5
_SNIPPET = 320  # characters: a teaser's text is no longer
_FEWEST_TITLES = 3
_FEWEST_WORDS = 5  # of a lead that was cut
_FEWEST_STAMPS = 3
_FEWEST_WITHOUT_EVIDENCE = 200  # characters of prose of a text that has no header, headline, place or sign-off
_FEWEST_SHOUTS, _FEWEST_SALES = 5, 3
_SALES = re.compile(
    r"\b(?:buy|order now|click|call now|discount|cheap|free shipping|best price|promo|casino|bonus|coupon"
    r"|khuyến mãi|giá rẻ|mua ngay|gọi ngay|đặt hàng|miễn phí|zalo)\b",
    re.IGNORECASE,
)
_ERROR_PAGE = re.compile(
    r"""
    \b (?: 40[34] | 50[023] ) \b .{0,20} (?: not \s found | error | forbidden | unavailable )
    | \b page \s (?: you .{0,30} )? (?: not \s found | could \s not \s be \s found | does(?:n['’]t|\s not) \s exist )
    | \b (?: enable \s javascript | verify \s (?: that \s )? you \s are \s (?: a \s )? human | access \s denied ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST_ERROR_PAGE = 600  # characters
_LOOKED_AT = 400  # lines that are judged one by one


class Refusal(NamedTuple):
    """Why a file is no article."""

    rule: str
    detail: str


NO_BODY = Refusal("body_missing", "no paragraph")
"""The one refusal that leaves a record: of whatever stands beside the body."""


def refuse_text(data: bytes, decoded: Decoded, garbled: Garbled | None) -> Refusal | None:
    """Refuse what can be seen before any line is read."""
    if not decoded.valid:
        return Refusal("encoding_invalid", "the bytes are not UTF-8")
    if not decoded.text or decoded.text.isspace():
        return Refusal("empty_file", "no visible character")
    refusal = refuse_bytes(data, decoded.text) or refuse_error_page(decoded.text)
    if refusal:
        return refusal
    return Refusal("text_garbled", garbled.how) if garbled and garbled.hopeless else None


def refuse_bytes(data: bytes, text: str) -> Refusal | None:
    """Refuse binary files, markup, data and code."""
    if not text.startswith(" date ") and (_DATA_START.match(text) or _CODE_START.match(text)):
        return Refusal("not_an_article", "code, data or markup")
    marks = len(data) - len(data.translate(None, _MARKS))
    return _refuse_marks(data, text, marks) if marks else None


def _refuse_marks(data: bytes, text: str, marks: int) -> Refusal | None:
    """Refuse texts in which the signs of code, or control characters, are too many."""
    if len(data) > len(data.translate(None, _CONTROLS)):
        return Refusal("not_an_article", "binary: control characters")
    if marks <= _FEWEST_MARKS:
        return None
    marks -= data.count(b"\\n")  # the two characters that end a paragraph in some files
    if marks * 100 > len(text):
        return Refusal("not_an_article", "code, data or markup")
    if b"</" in data and len(_TAG.findall(data)) * 500 > len(text):
        return Refusal("not_an_article", "markup")
    return None


def refuse_error_page(text: str) -> Refusal | None:
    """Refuse what a server or a guard sent in the place of the page."""
    if len(text) > _LONGEST_ERROR_PAGE or _ERROR_PAGE.search(text) is None:
        return None
    return Refusal("not_an_article", "an error page")


def refuse_length(lines: list[Line]) -> Refusal | None:
    """Refuse what has more lines than any article."""
    return Refusal("not_an_article", f"more than {MOST_LINES} lines") if len(lines) > MOST_LINES else None


def refuse_shape(lines: list[Line], *, has_header: bool) -> Refusal | None:
    """Refuse pages that hold only other stories' titles and teasers, and listings. The lines are without captions."""
    looked = lines[:_LOOKED_AT]
    kinds = [is_prose(line.text) for line in looked]
    titles = kinds.count(False)
    stamps = sum(_is_dated(line.text) for line, prose in zip(looked, kinds, strict=True) if not prose)
    if titles < _FEWEST_TITLES or not _is_index(looked, kinds, stamps):
        return _refuse_spam(looked)
    if stamps >= _FEWEST_STAMPS or (not has_header and not any(kinds)):
        return Refusal("not_an_article", f"a listing: {titles} titles, {stamps} dates")
    return Refusal("teasers_only", f"{titles} titles of other stories")


def _refuse_spam(lines: list[Line]) -> Refusal | None:
    """Refuse advertising: most sentences shout, and the reader is told to order, click or call."""
    text = "\n".join(line.text for line in lines)
    shouts = text.count("!")
    if shouts < _FEWEST_SHOUTS or shouts < text.count(". ") or len(_SALES.findall(text)) < _FEWEST_SALES:
        return None
    return Refusal("not_an_article", "advertising")


def refuse_body(paragraphs: list[str], lines: list[Line], *, evidence: int, opened: bool) -> Refusal | None:
    """Refuse what has no body.

    ``evidence`` counts the parts of an article that were found beside it; ``opened`` is whether a place line
    or a sign-off marks the text as a story's, so that a lead which was cut short is one.
    """
    if evidence and any(map(is_prose, paragraphs)):
        return None
    prose = [text for text in paragraphs if is_prose(text) or (opened and text.count(" ") >= _FEWEST_WORDS - 1)]
    if not prose and not (evidence and any(map(ends_sentence, paragraphs))):
        if evidence or (len(lines) == 1 and lines[0].text.count(" ") >= _FEWEST_TITLES):
            return NO_BODY
        return Refusal("not_an_article", "no sentence")
    if not evidence and not any(map(ends_sentence, prose)):
        return Refusal("not_an_article", "words, but no sentence")
    if not evidence and len(prose) < 2 and sum(map(len, prose)) < _FEWEST_WITHOUT_EVIDENCE:  # noqa: PLR2004
        return Refusal("not_an_article", "one sentence, and nothing that an article has")
    return None


def _is_index(lines: list[Line], kinds: list[bool], stamps: int) -> bool:
    """Whether titles alternate with snippets at most: never two paragraphs in a row, never a long one."""
    if any(one and other for one, other in pairwise(kinds)):
        return False
    if any(prose and len(line.text) > _SNIPPET for line, prose in zip(lines, kinds, strict=True)):
        return False
    return kinds.count(True) <= kinds.count(False) - stamps


def _is_dated(text: str) -> bool:
    return read_stamp(text) is not None or text.endswith(" ago")
