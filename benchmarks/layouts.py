"""Pages of an English-language daily in the layouts that crawlers deliver, told with invented stories.

The names are those of the format's description: ``body`` is layout B, ``page`` A, ``menu`` A2, ``bare`` C.
Each layout is a function from the dice to the file's text.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

from benchmarks.prose import Story, person
from benchmarks.vocabulary import MENU, SECTIONS

FIRST_DAY = date(2025, 3, 3)
DAYS = 60
_MONTH_ONLY = 0.05  # share of the headers that give a month, no day
_MEDIAN, _SPREAD, _LEAST, _MOST = 3_000, 0.5, 1_100, 7_200  # bytes of a text before its last sentence

Layout = Callable[[Random], str]


def body(dice: Random) -> str:
    """Layout B: header, place line, paragraphs, mostly a sign-off; no headline, no stamp."""
    sign_off = dice.choice((" — VNS", " — VNS", " — VNA/VNS", " VNS", ""))
    return f"{header(a_day(dice), dice)} {_story_text(Story(dice), sign_off, _size(dice))}\n"


def page(dice: Random) -> str:
    """Layout A: header with the section, breadcrumb, headline, stamp, standfirst, caption, then the body."""
    section, day = dice.choice(SECTIONS), a_day(dice)
    return f"{header(day, dice)} {section}\nHome {section}\n\n{_with_head(Story(dice), day)}\n\n"


def menu(dice: Random) -> str:
    """Layout A2: the site's whole menu between header and breadcrumb."""
    day = a_day(dice)
    items = "\n".join(MENU)
    return f"{header(day, dice)} {items}\n\nHome {dice.choice(SECTIONS)}\n\n{_with_head(Story(dice), day)}\n\n"


def bare(dice: Random) -> str:
    """Layout C: headline and stamp without header or breadcrumb, sometimes the site's last button."""
    ending = dice.choice(("\n", "\n\nE-paper\n"))
    return f"{_with_head(Story(dice), a_day(dice))}{ending}"


def photo_essay(dice: Random) -> str:
    """A page whose captions follow the sign-off, one per line."""
    section, day, story = dice.choice(SECTIONS), a_day(dice), Story(dice)
    captions = "\n".join(story.essay_caption() for _ in range(dice.randrange(6, 14)))
    return f"{header(day, dice)} {section}\nHome {section}\n\n{_with_head(story, day, size=900)}\n\n{captions}\n\n"


LAYOUTS: dict[str, tuple[float, Layout]] = {
    "body": (0.65, body),
    "page": (0.20, page),
    "menu": (0.05, menu),
    "bare": (0.05, bare),
    "photo_essay": (0.05, photo_essay),
}
"""Name: its share of the good files, and the layout."""


def header(day: date, dice: Random) -> str:
    """The crawler's header with its leading blank; one in twenty gives only the month."""
    return f" date {day:%Y-%m}" if dice.random() < _MONTH_ONLY else f" date {day}"


def a_day(dice: Random) -> date:
    """Any of the 60 days of the corpus."""
    return FIRST_DAY + timedelta(dice.randrange(DAYS))


def stamp(day: date, dice: Random) -> str:
    """The page's stamp: ``May 05, 2025 - 13:35``."""
    at = datetime.combine(day, time(dice.randrange(5, 23), dice.randrange(60)))
    return f"{at:%B %d, %Y - %H:%M}"


def _with_head(story: Story, day: date, size: int | None = None) -> str:
    """Headline, stamp, standfirst, caption and body; ``size`` in bytes of the body."""
    dice = story.dice
    text = _story_text(story, dice.choice((" — VNS", " — VNA/VNS")), size or _size(dice))
    photo = dice.choice(
        (
            " — VNA/VNS Photo",
            " VNA/VNS Photo",
            f" VNA/VNS Photo {person(dice)}",
            f" — Photo courtesy of {story['body']}",
        )
    )
    top = f"{story.headline()}\n\n{stamp(day, dice)}\n{story.sentence()}\n{story.caption()}{photo}"
    return f"{top}\n\n{text}"


def _story_text(story: Story, sign_off: str, size: int) -> str:
    """Place line, lead and paragraphs of some ``size`` bytes, separated by blank lines."""
    dash = story.dice.choice((" — ", " — ", " — ", " – ", " —"))
    paragraphs = [f"{story['place'].upper()}{dash}{story.lead()} {story.sentence()}"]
    written = len(paragraphs[0].encode())
    while written < size:
        paragraphs.append(story.paragraph())
        written += len(paragraphs[-1].encode()) + 2
    return "\n\n".join(paragraphs) + sign_off


def _size(dice: Random) -> int:
    """Bytes to write: half of the texts have less than 3,000, none much more than 8,000."""
    return int(min(max(dice.lognormvariate(0, _SPREAD) * _MEDIAN, _LEAST), _MOST))
