"""The genre of an article, from its shape and from what it calls itself."""

import re
from collections import Counter

from articles.datelines.places import read_place_line
from articles.layout import Line
from articles.outlets.profile import Profile
from articles.record import Genre
from articles.text.prose import is_prose, is_title

_FEWEST_IMAGES = 2  # of a text that calls itself a photo essay
_MANY_IMAGES = 4  # that make an essay by themselves, if most stand after the end or there is little text
_FEWEST = 3  # questions, entries, items, or pictures after the end
_LONGEST_QUESTION = 300
_LOOKED_AT = 300  # lines
_ITEM_LENGTH = 130  # characters: the texts of teasers are shorter
_ESSAY = ("photo essay", "photo story", "photo feature", "in pictures", "in photos", "photo gallery")
_LIVE = re.compile(r"\blive\b(?! in| on| with| music| here)|latest updates|as it happened|minute by minute|tường thuật",
                   re.IGNORECASE)  # fmt: skip
_DIGEST = re.compile(
    r"\b(?:in brief|briefs|briefing|digest|round-?up|things to know|điểm tin|tin vắn|bản tin|headlines)\b",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(r"\binterview|\bq ?& ?a\b|phỏng vấn|entretien|entrevista", re.IGNORECASE)
ENTRY_TIME = re.compile(
    r"\d{1,2}\.\d{2}$|\[?\d{1,2}[:h]\d{2}(?![\d:]|\.\d)\]?(?: ?(?:[ap]\.?m\.?|GMT|ICT|hrs))?(?= |$|[:.–—-])"
)
_QUESTION = re.compile(r"(?:Q|Question|Hỏi|PV|Reporter|Phóng viên) ?[:.] ")
_SPEAKER = re.compile(r"(?P<who>[^\W\d_][\w .’'-]{1,40}): ")
_NUMBERED = re.compile(r"\d{1,2}[.)] ?[^\W\d_]")
_BULLETS = "*•-–▪●"
_STARTS = frozenset("0123456789[" + _BULLETS)


def is_essay(text: str) -> bool:
    """Whether the text calls itself a photo essay."""
    small = text.casefold()
    return any(word in small for word in _ESSAY)


def genre_of_images(headline: str | None, paragraphs: list[str], images: int, after_end: int) -> Genre:
    """Return ``photo_essay`` where pictures carry the story, else ``article``; some of them stand after its end."""
    if images < _FEWEST_IMAGES:
        return "article"
    if images >= _MANY_IMAGES and (images >= 2 * len(paragraphs) or after_end >= _FEWEST):
        return "photo_essay"
    return "photo_essay" if is_essay("\n".join([headline or "", *paragraphs])) else "article"


def genre_of_lines(headline: str | None, lines: list[Line], profile: Profile, *, placed: bool = False) -> Genre:
    """Return the genre that the text's lines show: entries with times, questions and answers, or items.

    ``placed`` is whether the first line had a place line, which was taken off.
    """
    lines = lines[:_LOOKED_AT]
    title = headline or (lines[0].text if lines and len(lines[0].text) < _ITEM_LENGTH else "")
    times = digits = questions = marks = 0
    places = int(placed)
    for line in lines:
        text = line.text
        first = text[0]
        if first in _STARTS:
            marks += first in _BULLETS
            digits += _NUMBERED.match(text) is not None
            times += ENTRY_TIME.match(text) is not None
        if text[-1] == "?":
            questions += len(text) < _LONGEST_QUESTION
        elif text[1:3].isupper() and read_place_line(text, profile):
            places += 1
    if times >= _FEWEST or (times > 1 and _LIVE.search(title)):
        return "live"
    if _is_interview(title, lines, questions):
        return "interview"
    if places >= _FEWEST or _has_items(title, lines, digits, marks) or has_entry_heads(lines):
        return "digest"
    return "article"


def has_entry_heads(lines: list[Line]) -> bool:
    """Whether the page is blocks of a head and its text, texts that are longer than a teaser's."""
    if not lines or not _is_head(lines[0].text):
        return False
    blocks: list[list[Line]] = []
    for line in lines:
        if line.gap or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    if len(blocks) < _FEWEST or not all(len(block) > 1 and _is_head(block[0].text) for block in blocks):
        return False
    texts = [line.text for block in blocks for line in block[1:]]
    return all(map(is_prose, texts)) and sum(map(len, texts)) >= _ITEM_LENGTH * len(blocks)


def _is_head(text: str) -> bool:
    return is_title(text) and not is_prose(text)


def _is_interview(title: str, lines: list[Line], questions: int) -> bool:
    if questions >= _FEWEST and questions * 4 >= len(lines):
        return True
    if questions > 1 and (_INTERVIEW.search(title) or sum(bool(_QUESTION.match(line.text)) for line in lines) > 1):
        return True
    if questions == 0:
        return False
    speakers = Counter(match["who"] for line in lines if (match := _SPEAKER.match(line.text)))
    said = [count for _, count in speakers.most_common(2) if count > 1]
    return len(said) > 1 and sum(said) * 2 >= len(lines)


def _has_items(title: str, lines: list[Line], numbered: int, bullets: int) -> bool:
    """Whether most of the text is numbered, or in bullets under a title that says so."""
    if bullets >= _FEWEST and _DIGEST.search(title):
        return bullets * 2 >= len(lines)
    if numbered < _FEWEST:
        return False
    first = next(at for at, line in enumerate(lines) if _NUMBERED.match(line.text))
    return first <= 1 and numbered * 3 >= len(lines)
