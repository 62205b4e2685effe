"""Comparing words that are spelt alike but not the same: case, accents, the Vietnamese đ."""

import re
import unicodedata
from functools import lru_cache

_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u20d0-\u20f0]+")
_D_BAR = str.maketrans("đð", "dd")  # ð is what some encodings make of đ


@lru_cache(maxsize=4096)  # labels, places and agencies come again and again
def fold(text: str) -> str:
    """Return the text in lower case, without accents and with single blanks: ``HÀ  NỘI`` is ``ha noi``."""
    small = text.casefold()
    if not small.isascii():
        small = _MARKS.sub("", unicodedata.normalize("NFD", small.translate(_D_BAR)))
    return " ".join(small.split())
