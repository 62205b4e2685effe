"""Defects planted in valid files, one each: what goes wrong between a page, its crawler and the inbox.

A defect is a function from the dice to a file's bytes, made from a valid page of ``layouts``; ``NAMED_BY`` says which
rules of the registry name it. A file is caught if it is withheld, or marked by one of these.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from benchmarks.layouts import FIRST_DAY, page
from benchmarks.prose import Story
from benchmarks.vocabulary import MENU, SECTIONS

Defect = Callable[[Random], bytes]

_HEADER = re.compile(r"^ date (\S+)")
_STAMP = re.compile(r"^(?P<month>[A-Z][a-z]+) (?P<day>\d\d), (?P<year>\d{4}) - (?P<time>\d\d:\d\d)$", re.MULTILINE)
_PLACE = re.compile(r"^(?P<place>[^\n—–]{2,30}?) ?(?P<dash>[—–]) ?", re.MULTILINE)


def wrong_century(dice: Random) -> bytes:
    """Header and stamp a hundred years early."""
    text = _page(dice)
    return _bytes(text.replace(" date 2025", " date 1925", 1).replace(", 2025 - ", ", 1925 - ", 1))


def wrong_century_of_the_header(dice: Random) -> bytes:
    """The header alone a hundred years early."""
    return _bytes(_page(dice).replace(" date 2025", " date 1925", 1))


def day_and_month_swapped(dice: Random) -> bytes:
    """The header's day and month changed places; the stamp is right."""
    day = date(2025, *dice.choice(((3, 5), (3, 8), (3, 12), (4, 1), (4, 7), (4, 9), (4, 11), (3, 25), (4, 28))))
    return _dated(_page(dice), f"2025-{day.day:02}-{day.month:02}", day)


def another_day(dice: Random) -> bytes:
    """The header is of the day of the crawl, some days after the stamp."""
    day = _day(dice)
    return _dated(_page(dice), str(day + timedelta(dice.randrange(3, 90))), day)


def month_only(dice: Random) -> bytes:
    """The header has lost its day."""
    day = _day(dice)
    return _dated(_page(dice), f"{day:%Y-%m}", day)


def impossible_day(dice: Random) -> bytes:
    """The header has a day that no calendar knows."""
    return _dated(_page(dice), dice.choice(("2025-02-30", "2025-04-31", "2025-13-01", "2025-00-10")), _day(dice))


def in_the_future(dice: Random) -> bytes:
    """Header and stamp are years ahead."""
    return _bytes(_page(dice).replace(" date 2025", " date 2035", 1).replace(", 2025 - ", ", 2035 - ", 1))


def header_lost(dice: Random) -> bytes:
    """The crawler's first line has no date."""
    return _bytes(_HEADER.sub("", _page(dice)).lstrip())


def truncated(dice: Random) -> bytes:
    """The text stops within a sentence."""
    text = _page(dice).rstrip()
    return _bytes(text[: text.rindex(" ", 0, -dice.randrange(60, 400))])


def truncated_in_a_letter(dice: Random) -> bytes:
    """The bytes stop within a letter."""
    data = _page(dice).encode()
    at = next(at for at in range(len(data) - dice.randrange(40, 400), 0, -1) if data[at] >= 0xC0)  # noqa: PLR2004
    return data[: at + 1]


def double_encoded(dice: Random) -> bytes:
    """UTF-8 that was taken for Latin-1 and encoded again."""
    return _page(dice).encode().decode("latin-1").encode()


def letters_lost(dice: Random) -> bytes:
    """Vietnamese letters turned to question marks on the way through a code page."""
    return _page(dice).encode("cp1252", "replace").decode("cp1252").encode()


def other_code_page(dice: Random) -> bytes:
    """Not UTF-8 at all."""
    return _page(dice).encode("cp1258", "replace")


def invisible(dice: Random) -> bytes:
    """Zero-width characters between the words, as some sites plant them against copying."""
    return _bytes(re.sub(r"(?<=[a-z]) (?=[a-z])", lambda _: dice.choice((" ", " ", " \u200b")), _page(dice)))


def two_articles(dice: Random) -> bytes:
    """A second page follows in the same file."""
    return _bytes(_page(dice).rstrip() + "\n\n" + _HEADER.sub("", _page(dice)).lstrip())


def body_lost(dice: Random) -> bytes:
    """Nothing follows the stamp."""
    text = _page(dice)
    stamp = _STAMP.search(text)
    return _bytes(text[: stamp.end() if stamp else 0] + "\n")


def lead_lost(dice: Random) -> bytes:
    """The paragraph with the place is missing: the text begins in its middle."""
    text = _page(dice)
    lead = _lead(text)
    rest = text[text.index("\n\n", lead) + 2 :]
    return _bytes(text[:lead] + rest[0].lower() + rest[1:])


def menu_as_body(dice: Random) -> bytes:
    """The site's menu stands where the text was."""
    text = _page(dice)
    stamp = _STAMP.search(text)
    return _bytes(text[: stamp.end() if stamp else 0] + "\n\n" + "\n".join(MENU) + "\n")


def teasers_as_body(dice: Random) -> bytes:
    """Titles of other stories and the beginnings of their texts stand where the text was."""
    rows = "\n".join(f"{story.headline()}\n\n{story.lead()[:170]}…\n" for story in (Story(dice) for _ in range(8)))
    return _bytes(f" date {_day(dice)} {Story(dice).headline()}\n\n{rows}")


def section_misspelt(dice: Random) -> bytes:
    """A letter of the section is missing, on the first line and in the breadcrumb."""
    section = dice.choice(SECTIONS)
    at = dice.randrange(1, len(section) - 1)
    return _bytes(_with_sections(_page(dice), *[section[:at] + section[at + 1 :]] * 2))


def breadcrumb_misspelt(dice: Random) -> bytes:
    """A letter of the section is missing in the breadcrumb only."""
    section = dice.choice(SECTIONS)
    at = dice.randrange(1, len(section) - 1)
    return _bytes(_with_sections(_page(dice), section, section[:at] + section[at + 1 :]))


def section_of_another(dice: Random) -> bytes:
    """The first line names one section, the breadcrumb another."""
    one, other = dice.sample(SECTIONS, 2)
    return _bytes(_with_sections(_page(dice), one, other))


def caption_as_headline(dice: Random) -> bytes:
    """A caption with its credit stands where the headline was."""
    return _bytes(_with_headline(_page(dice), f"{Story(dice).caption()} — VNA/VNS Photo"))


def paragraph_as_headline(dice: Random) -> bytes:
    """Half a story stands on the headline's line."""
    story = Story(dice)
    return _bytes(_with_headline(_page(dice), " ".join(story.sentence().rstrip(".") for _ in range(6))))


def headline_lost(dice: Random) -> bytes:
    """Between breadcrumb and stamp there is nothing."""
    return _bytes(_with_headline(_page(dice), ""))


def outlet_as_place(dice: Random) -> bytes:
    """The agency stands where the place would."""
    text = _page(dice)
    lead = _lead(text)
    return _bytes(text[:lead] + _PLACE.sub("VNS — ", text[lead:], count=1))


def caption_twice(dice: Random) -> bytes:
    """The caption stands above and below the picture."""
    text = _page(dice)
    caption = text[: _lead(text)].rstrip().rsplit("\n", 1)[1]
    return _bytes(text.replace(caption, f"{caption}\n{caption}", 1))


def markup_left(dice: Random) -> bytes:
    """The tags were not taken out."""
    blocks = _page(dice).strip().split("\n\n")
    return _bytes("\n".join(f'<div class="text"><p>{block}</p></div>' for block in blocks))


def wrapped_in_json(dice: Random) -> bytes:
    """The record of an interface, not its text."""
    return _bytes('{"id": 1, "html": "' + _page(dice).replace("\n", "\\n") + '"}')


NAMED_BY: dict[Defect, tuple[str, ...]] = {
    wrong_century: ("date_out_of_range",),
    wrong_century_of_the_header: ("date_mismatch", "date_out_of_range"),
    day_and_month_swapped: ("date_mismatch", "header_invalid", "date_in_future"),
    another_day: ("date_mismatch",),
    month_only: ("header_month_only",),
    impossible_day: ("header_invalid",),
    in_the_future: ("date_in_future",),
    header_lost: ("header_missing",),
    truncated: ("truncated",),
    truncated_in_a_letter: ("encoding_invalid", "truncated"),
    double_encoded: ("text_garbled", "encoding_invalid"),
    letters_lost: ("text_garbled",),
    other_code_page: ("encoding_invalid",),
    invisible: ("invisible_characters",),
    two_articles: ("multi_article", "trailing_content_removed"),
    body_lost: ("body_missing",),
    lead_lost: ("lead_missing",),
    menu_as_body: ("body_missing", "not_an_article", "teasers_only"),
    teasers_as_body: ("teasers_only", "not_an_article"),
    section_misspelt: ("section_unknown",),
    breadcrumb_misspelt: ("section_unknown", "section_conflict"),
    section_of_another: ("section_conflict",),
    caption_as_headline: ("headline_missing",),
    paragraph_as_headline: ("headline_too_long", "headline_missing"),
    headline_lost: ("headline_missing",),
    outlet_as_place: ("place_is_outlet",),
    caption_twice: ("duplicate_block",),
    markup_left: ("not_an_article",),
    wrapped_in_json: ("not_an_article",),
}
"""The defects, and the rules that name each."""


def _page(dice: Random) -> str:
    """A page whose header gives the day."""
    text = page(dice)
    while not re.match(r" date \d{4}-\d\d-\d\d ", text):
        text = page(dice)
    return text


def _bytes(text: str) -> bytes:
    return text.encode()


def _day(dice: Random) -> date:
    return FIRST_DAY + timedelta(dice.randrange(50))


def _dated(text: str, header: str, day: date) -> bytes:
    """The page with this in its header, and the day in its stamp."""
    stamped = _STAMP.sub(lambda stamp: f"{day:%B %d, %Y} - {stamp['time']}", text, count=1)
    return _bytes(_HEADER.sub(f" date {header}", stamped, count=1))


def _lead(text: str) -> int:
    """Where the paragraph with the place begins: after the block of stamp, standfirst and caption."""
    stamp = _STAMP.search(text)
    return text.index("\n\n", stamp.end() if stamp else 0) + 2


def _with_sections(text: str, label: str, crumb: str) -> str:
    """The page with this on the end of its first line and behind ``Home``."""
    header, _, rest = text.split("\n", 2)
    day = header.split(" ", 3)[2]
    return f" date {day} {label}\nHome {crumb}\n{rest}"


def _with_headline(text: str, headline: str) -> str:
    """The page with another line between breadcrumb and stamp."""
    top, _, rest = text.split("\n\n", 2)
    return f"{top}\n\n{headline}\n\n{rest}" if headline else f"{top}\n\n{rest}"
