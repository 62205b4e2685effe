"""Text whose letters were lost: encoded twice, in a legacy font, accents turned to ``?``, blanks gone."""

import re
from typing import NamedTuple

_TWICE = re.compile("[ÂÃÄÅÆáâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_LEGACY = re.compile("[a-zA-Z][¡-ª¬-º¼-¿](?![0-9])")  # TCVN3 seen as Latin-1: «ViÖt», «héi chñ»
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")
_FEWEST = 3  # signs; fewer may be an address or a slip
_SAMPLE = 800  # bytes in which blanks are counted first
_LOST_WORDS = 5  # of a hundred words: beyond that no sentence is left whole
_UNBROKEN = re.compile(r"[A-Za-z][A-Za-z?,.;:'’“”-]{80,}")


class Garbled(NamedTuple):
    """How a text is garbled, and whether a sentence of it can still be read."""

    how: str
    hopeless: bool


def _has_blanks(data: bytes) -> bool:
    """Whether more than one byte in twenty of the sample is a blank; a third of it often shows that already."""
    if data.count(b" ", 0, _SAMPLE // 3) * 20 > _SAMPLE:
        return True
    return data.count(b" ", 0, _SAMPLE) * 20 > min(len(data), _SAMPLE)


def find_garbling(data: bytes, text: str) -> Garbled | None:
    """Return what happened to the letters, None for a sound text. The bytes are for a quick first look."""
    signs: list[tuple[str, int]] = []
    if b"\xc2" in data or "€" in text:
        signs.append(("encoded twice", len(_TWICE.findall(text))))
        signs.append(("a legacy font", len(_LEGACY.findall(text))))
    if b"?" in data:
        signs.append(("letters lost to ?", len(_LOST.findall(text))))
    if "\ufffd" in text:
        signs.append(("letters lost to U+FFFD", text.count("\ufffd") * _FEWEST))
    if not signs and _has_blanks(data):
        return None
    words = text.count(" ") + 1
    if words * 30 < len(text) and _UNBROKEN.search(text):
        return Garbled("no blanks", hopeless=True)
    how, count = max(signs, key=lambda sign: sign[1], default=("", 0))
    if count < _FEWEST:
        return None
    return Garbled(how, hopeless=count * 100 > words * _LOST_WORDS)
