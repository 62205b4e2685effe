"""Spellings: words that are the same but for case, accents and the Vietnamese đ; names that are almost right."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u20d0-\u20f0]+")
_ALIKE = 0.7  # difflib's own 0.6 finds places like agences
_D_BAR = str.maketrans("đð", "dd")  # ð is what some encodings make of đ


@lru_cache(maxsize=4096)  # labels, places and agencies come again and again
def fold(text: str) -> str:
    """Return the text in lower case, without accents and with single blanks: ``HÀ  NỘI`` is ``ha noi``."""
    small = text.casefold()
    if not small.isascii():
        small = _MARKS.sub("", unicodedata.normalize("NFD", small.translate(_D_BAR)))
    return " ".join(small.split())


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of an error message about a wrong name: up to three that resemble it, else the nearest one.

    It is empty if there are no known names.
    """
    from difflib import get_close_matches  # only a message needs it

    names = list(known)
    near = get_close_matches(name, names, n=3, cutoff=_ALIKE) or get_close_matches(name, names, n=1, cutoff=0)
    return f"; did you mean {' or '.join(near)}?" if near else ""
