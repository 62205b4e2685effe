"""Comparing words that are spelt alike but not the same: case, accents, the Vietnamese đ."""

import unicodedata
from functools import lru_cache

_D_BAR = str.maketrans("đð", "dd")  # ð is what some encodings make of đ


@lru_cache(maxsize=4096)  # labels, places and agencies come again and again
def fold(text: str) -> str:
    """Return the text in lower case, without accents and with single blanks: ``HÀ  NỘI`` is ``ha noi``."""
    small = text.casefold()
    if not small.isascii():
        parts = unicodedata.normalize("NFD", small.translate(_D_BAR))
        small = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(small.split())
