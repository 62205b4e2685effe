"""The language of an article (BCP 47): the outlet's own, else told by the script or the words of the text.

Most texts show it at once: by a script that one language uses, by the letters of Vietnamese, by the little
words of English. Only for the others a detector is loaded, and only its firm answers count.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

_SHORTEST = 200  # characters: with fewer, the detector guesses
_LOOKED_AT = 1_500  # characters
_FEWEST_LETTERS = 20  # that show a script
_FEWEST_ENGLISH = 3  # little words
_SCRIPTS = (  # the first one that makes up a share of the letters
    ("ja", re.compile("[\u3040-\u30ff]"), 0.15),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.3),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.5),
    ("th", re.compile("[\u0e01-\u0e30\u0e40-\u0e44]"), 0.5),
    ("lo", re.compile("[\u0e81-\u0eb0\u0ec0-\u0ec4]"), 0.4),
    ("km", re.compile("[\u1780-\u17d3]"), 0.4),
    ("my", re.compile("[\u1000-\u109f]"), 0.4),
    ("el", re.compile("[\u0370-\u03ff]"), 0.5),
    ("he", re.compile("[\u05d0-\u05ea]"), 0.5),
    ("vi", re.compile("[ăđơưạ-ỹ]", re.IGNORECASE), 0.12),
)
_LETTER = re.compile(r"[^\W\d_]")
_ENGLISH = re.compile(r"\b(?:the|of|and|to|that|for|with|has|have|by|at|from|said|it|on)\b", re.IGNORECASE)
_INDONESIAN = re.compile(r"\b(?:bahwa|karena|Senin|Jumat|Minggu|pemerintah|kota|bisa|uang|yakni|Rp)\b")  # two languages
_MALAY = re.compile(r"\b(?:bahawa|kerana|Isnin|Jumaat|Ahad|kerajaan|bandar|boleh|wang|iaitu|RM)\b")  # that are close
_SURE = 0.14  # words of an English text that are among these: seldom fewer than a quarter
_FIRM = 0.1  # by how much the best answer must be ahead of the next
_LANGUAGES = (
    "ARABIC BULGARIAN CATALAN CZECH DANISH DUTCH ENGLISH ESTONIAN FINNISH FRENCH GERMAN HINDI HUNGARIAN INDONESIAN "
    "ITALIAN LATVIAN LITHUANIAN MALAY PERSIAN POLISH PORTUGUESE ROMANIAN RUSSIAN SERBIAN SPANISH SWEDISH TAGALOG "
    "TURKISH UKRAINIAN URDU VIETNAMESE"
)


def language_of(paragraphs: list[str], stated: str | None) -> str | None:
    """Return the language that the outlet states or the paragraphs show; None for an unclear one."""
    if stated:
        return stated
    text = "\n".join(paragraphs)[:_LOOKED_AT]
    if _is_english(text):
        return "en"
    letters = len(_LETTER.findall(text))
    if letters < _FEWEST_LETTERS:
        return None
    for language, script, share in _SCRIPTS:
        if len(script.findall(text)) >= share * letters:
            return language
    return _detect(text) if len(text) >= _SHORTEST else None


def _is_english(text: str) -> bool:
    """Whether the little words of English are frequent in a text of few other letters than its own."""
    if len(text.encode("ascii", "ignore")) * 10 < len(text) * 9:
        return False
    return len(_ENGLISH.findall(text)) >= max(_FEWEST_ENGLISH, _SURE * (text.count(" ") + 1))


def _detect(text: str) -> str | None:
    found = _load_detector().detect_language_of(text)
    language = found.iso_code_639_1.name.lower() if found else None
    if language not in {"id", "ms"}:
        return language
    leaning = len(_MALAY.findall(text)) - len(_INDONESIAN.findall(text))
    return "ms" if leaning > 0 else "id" if leaning < 0 else language


@cache
def _load_detector() -> "LanguageDetector":
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _LANGUAGES.split()]
    return LanguageDetectorBuilder.from_languages(*languages).with_minimum_relative_distance(_FIRM).build()
