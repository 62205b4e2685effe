"""The shape of a line: a sentence, a title, or neither. Shapes only; no line is read for its meaning."""

import re

_CLOSERS = "\"'”’»)]）】」』"
_ENDS = ".!?…。！？؟۔।"
_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")  # written without blanks
_FEWEST_UNSPACED = 14  # characters of a sentence without blanks
LONGEST_TITLE = 200  # characters; the longest headline seen had 140
_LONG = 160  # a line this long without a full stop is a paragraph that was cut, not a title
_FEWEST_WORDS = 4
# Words that no line ends with unless it was cut or wrapped.
_UNFINISHED = frozenset(
    ["a", "an", "and", "as", "at", "but", "by", "for", "from", "had", "has", "have", "in", "into", "is", "it", "its",
     "of", "on", "or", "said", "that", "the", "their", "to", "was", "were", "with"]
)  # fmt: skip


def ends_sentence(text: str) -> bool:
    """Whether the text stops where a sentence stops, closing quotes and brackets aside."""
    last = text[-1:]
    if last in _ENDS:
        return bool(text)
    if "\u0e00" <= last <= "\u0eff":  # Thai and Lao have no full stop
        return len(text) > _FEWEST_UNSPACED * 2
    if last not in _CLOSERS or not text:
        return False
    return text[-12:].rstrip(_CLOSERS)[-1:] in _ENDS or (last == ")" and text[0] == "(")


def ends_in_midst(text: str) -> bool:
    """Whether the last word cannot end a sentence or a title: the text was cut, or goes on below."""
    return text.rpartition(" ")[2].casefold() in _UNFINISHED


def is_prose(text: str) -> bool:
    """Whether the line is a paragraph: a finished sentence of some words, or a long line of words."""
    if ends_sentence(text):
        return text.count(" ") >= _FEWEST_WORDS - 1 or _is_unspaced(text)
    return len(text) >= _LONG and text.count(" ") >= len(text) // 20


def _is_unspaced(text: str) -> bool:
    return not text.isascii() and len(_UNSPACED.findall(text[:400])) >= _FEWEST_UNSPACED


def is_title(text: str) -> bool:
    """Whether the line could be a headline: short, and without the end of a sentence (``?`` and ``!`` may be)."""
    return len(text) <= LONGEST_TITLE and text[-1] not in ".,;:…。" and not text.endswith((".”", '."', ".’"))
