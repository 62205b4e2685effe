"""Ten kinds of bad files, as crawlers deliver them. Each is a function from the dice to the file's bytes."""

import json
from collections.abc import Callable
from random import Random

from benchmarks.layouts import a_day, body, header, page, stamp
from benchmarks.prose import Story
from benchmarks.vocabulary import SECTIONS

Fault = Callable[[Random], bytes]


def empty(_dice: Random) -> bytes:
    """No byte at all."""
    return b""


def blank(dice: Random) -> bytes:
    """Line feeds and blanks."""
    return b"".join(dice.choice((b"\n", b" \n")) for _ in range(dice.randrange(2, 60)))


def not_utf8(dice: Random) -> bytes:
    """A good text in a code page of Windows; letters that it lacks are lost."""
    return page(dice).encode("cp1258", "replace")


def json_feed(dice: Random) -> bytes:
    """What a site's interface answers instead of a page."""
    story = Story(dice)
    items = [{"title": story.headline(), "summary": story.sentence(), "id": n} for n in range(dice.randrange(5, 20))]
    return json.dumps({"status": "ok", "items": items}, ensure_ascii=False, indent=1).encode()


def markup(dice: Random) -> bytes:
    """A page that nobody extracted the text from."""
    story = Story(dice)
    paragraphs = "".join(f'<div class="p"><p>{story.paragraph()}</p></div>\n' for _ in range(dice.randrange(3, 12)))
    head = f"<!DOCTYPE html>\n<html><head><title>{story.headline()}</title></head>"
    return f"{head}<body>\n{paragraphs}</body></html>\n".encode()


def listing(dice: Random) -> bytes:
    """A section's page: titles and dates of many stories."""
    rows = "\n".join(f"{Story(dice).headline()}\n{stamp(a_day(dice), dice)}\n" for _ in range(dice.randrange(10, 40)))
    return f"{header(a_day(dice), dice)} {dice.choice(SECTIONS)}\n\n{rows}".encode()


def teasers(dice: Random) -> bytes:
    """Titles of other stories and the beginnings of their texts; the page's own story is absent."""
    rows = "\n".join(
        f"{story.headline()}\n\n{story.lead()[:180]}\n" for story in (Story(dice) for _ in range(dice.randrange(6, 15)))
    )
    return f"{header(a_day(dice), dice)} {Story(dice).headline()}\n\n{rows}".encode()


def impossible_day(dice: Random) -> bytes:
    """A header with a day that the calendar does not know."""
    day = dice.choice(("2025-02-30", "2025-02-29", "2025-04-31", "2025-13-01", "2025-00-12"))
    return _with_header(body(dice), day)


def far_future(dice: Random) -> bytes:
    """A header with a day that none of us will see."""
    return _with_header(body(dice), f"{dice.randrange(2090, 2100)}-0{dice.randrange(1, 10)}-1{dice.randrange(10)}")


def no_body(dice: Random) -> bytes:
    """Headline and stamp, then nothing: the text stood behind a wall."""
    section, day = dice.choice(SECTIONS), a_day(dice)
    return f" date {day} {section}\nHome {section}\n\n{Story(dice).headline()}\n\n{stamp(day, dice)}\n\n".encode()


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        empty, blank, not_utf8, json_feed, markup, listing, teasers, impossible_day, far_future, no_body,
    )
}  # fmt: skip


def _with_header(text: str, day: str) -> bytes:
    rest = text.removeprefix(" date ").partition(" ")[2]
    return f" date {day} {rest}".encode()
