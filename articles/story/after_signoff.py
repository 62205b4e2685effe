"""What follows the end of a story: captions of a photo essay, the site's own lines, other stories, or more of it.

A sign-off ends the story only if what follows is none of it (FORMAT 4.10).
"""

import re

from articles.credits.desks import is_desk_line
from articles.credits.gallery import LONGEST_CAPTION, Gallery
from articles.credits.names import names_in, share_names
from articles.credits.photo_credits import Credit, read_credit
from articles.credits.signoffs import read_signoff
from articles.datelines.places import read_place_line
from articles.dates.stamps import read_stamp
from articles.layout import Line
from articles.notes import Notes
from articles.outlets.boilerplate import is_heading, is_site_line
from articles.outlets.profile import Profile
from articles.story.genre import is_essay
from articles.text.prose import ends_sentence, is_prose

_JUDGED = 60  # lines after the end that are looked at one by one; the longest essay had 40
_MANY = 4  # captions of an essay
_PARAGRAPH = 350  # characters: longer than any caption or teaser
_FEWEST_WORDS = 16  # blanks of a text that may hold three sentences
_SENTENCE_BREAK = re.compile(r"[.!?]”? (?=[^\W\d_a-z])")


class SignedStory:
    """What is known of a story when its sign-off is met; its names are looked for once, and only if asked for."""

    __slots__ = ("_names", "_profile", "text")

    def __init__(self, headline: str | None, paragraphs: list[str], profile: Profile) -> None:
        """Take the headline and the paragraphs read so far."""
        self.text = "\n".join([headline or "", *paragraphs])
        self._profile = profile
        self._names: frozenset[str] | None = None

    def shares_names(self, text: str) -> bool:
        """Whether a text speaks of the same persons and things; places do not count."""
        if self._names is None:
            self._names = names_in(self.text, self._profile)
        return share_names(names_in(text, self._profile), self._names)


def goes_on(rest: list[Line], story: SignedStory, profile: Profile) -> bool:
    """Whether the story goes on after a sign-off in its middle: full paragraphs about the same names follow."""
    first = next((line for line in rest if not is_site_line(line.text, profile)), None)
    if first is None or not is_prose(first.text) or len(first.text) < _PARAGRAPH:
        return False
    return read_place_line(first.text, profile) is None and story.shares_names(first.text)


def take_rest(rest: list[Line], story: SignedStory, profile: Profile, gallery: Gallery, notes: Notes) -> None:
    """Claim everything after the end: captions stay, the site's lines and other stories go."""
    if not _is_signed_again(rest, profile):
        rest = _take_captions(rest, story, profile, gallery, notes)
    left = _take_site_lines(rest, profile, notes)
    if not left:
        return
    if is_another_story(left, profile):
        notes.claim_all(left, "removed.other_story")
        notes.warn("multi_article", left[0], value=left[0].text, last=left[-1])
    else:
        drop_trailing(left, notes)


def drop_trailing(lines: list[Line], notes: Notes) -> None:
    """Cut titles and teasers of other stories."""
    notes.claim_all(lines, "removed.trailing")
    detail = f"from character {lines[0].start} on"
    notes.warn("trailing_content_removed", lines[0], "article_body", lines[0].text, detail=detail, last=lines[-1])


def is_another_story(lines: list[Line], profile: Profile) -> bool:
    """Whether a whole second story follows: with its own place line, sign-off, or paragraphs."""
    long = sum(len(line.text) > _PARAGRAPH for line in lines[:_JUDGED])
    if long > 1:
        return True
    placed = any(read_place_line(line.text, profile) and is_prose(line.text) for line in lines[:_JUDGED])
    return placed or _is_signed_again(lines, profile)


def _is_signed_again(lines: list[Line], profile: Profile) -> bool:
    """Whether a second sign-off ends one of the paragraphs."""
    ends = (read_signoff(line.text, profile) for line in lines[:_JUDGED])
    return any(end is not None and end.start > 0 for end in ends)


def _take_captions(
    rest: list[Line], story: SignedStory, profile: Profile, gallery: Gallery, notes: Notes
) -> list[Line]:
    """Keep the lines right after the end that look like captions, down to the last that names the story's people."""
    credits_ = [read_credit(line.text, profile) for line in rest[:_JUDGED]]
    at = 0
    while at < len(credits_) and _looks_like_caption(rest[at].text, credits_[at], profile):
        at += 1
    if not is_essay(story.text):
        at = _last_about(rest, at, credits_, story, profile)
    for line, credit in zip(rest[:at], credits_, strict=False):
        gallery.add(line, credit)
    if at:
        notes.warn("captions_after_signoff", rest[0], "images.caption", detail=f"{at} captions", last=rest[at - 1])
    return rest[at:]


def _last_about(
    rest: list[Line], count: int, credits_: list[Credit | None], story: SignedStory, profile: Profile
) -> int:
    """Return how many of the first lines reach to the last one about the story, with the lines of its block.

    Many sentences side by side, without a title among them, are captions whoever they name; so are many that
    blank lines set apart, if nothing but the site's lines follows.
    """
    last = count
    gaps = {line.gap for line in rest[1:count]}
    if count >= _MANY and (
        gaps == {False} or (gaps == {True} and all(is_site_line(line.text, profile) for line in rest[count:]))
    ):
        return count
    while last and not (credits_[last - 1] or story.shares_names(rest[last - 1].text)):
        last -= 1
    while 0 < last < count and not rest[last].gap:
        last += 1
    return last


def _looks_like_caption(text: str, credit: Credit | None, profile: Profile) -> bool:
    if len(text) > LONGEST_CAPTION or credit:
        return len(text) <= LONGEST_CAPTION and not is_site_line(text, profile)
    if not ends_sentence(text) or text.endswith(("...", "…")) or read_stamp(text) or read_place_line(text, profile):
        return False
    return text.count(" ") < _FEWEST_WORDS or len(_SENTENCE_BREAK.findall(text)) <= 1


def _take_site_lines(rest: list[Line], profile: Profile, notes: Notes) -> list[Line]:
    """Drop the site's and the desk's lines before and behind whatever else follows."""
    first, last = 0, len(rest)
    while first < last and _is_by_the_way(rest[first].text, profile):
        first += 1
    while last > first and (_is_by_the_way(rest[last - 1].text, profile) or is_heading(rest[last - 1].text, profile)):
        last -= 1
    notes.claim_all(rest[:first] + rest[last:], "removed.boilerplate")
    return rest[first:last]


def _is_by_the_way(text: str, profile: Profile) -> bool:
    """Whether a line is neither the story's nor another one's."""
    return is_site_line(text, profile) or is_desk_line(text, profile)
