"""The head of the page: headline, stamp, standfirst and first pictures, up to the line where the body begins.

Layouts A and C of FORMAT 2.2. A page of the body alone (layout B) has an empty head.
"""

import re
from typing import NamedTuple

from articles.credits.bylines import Byline, read_below_title, read_byline, read_name
from articles.credits.gallery import LONGEST_CAPTION, Gallery, is_same_caption
from articles.credits.photo_credits import Credit, read_credit
from articles.datelines.places import PlaceLine, read_place_alone, read_place_line
from articles.dates.stamps import Stamp
from articles.layout import Line
from articles.notes import Notes
from articles.outlets.boilerplate import is_site_line
from articles.outlets.profile import Profile
from articles.story.sections import Navigation
from articles.story.stamp import StampLine, is_relative, reject_clock
from articles.text.prose import LONGEST_TITLE, ends_sentence, is_prose, is_title
from articles.text.spelling import fold

_PLACE_REACH = 9  # lines below the headline within which the place line stands; 3 on a page without a head
_LONGEST_TAG = 30  # characters of an outlet's name on a line of its own
_ALTERNATIVE = re.compile(r"\s*(?:ảnh|hình|photo|image|foto)\s*\d+\s*", re.IGNORECASE)  # title ảnh 1Caption
_LONGEST_ABSTRACT = 400  # characters; the longest standfirst seen had 330
_MOST_SENTENCES = 2  # that stand alone over the place line: a standfirst and a caption
_BLOCK = 5  # lines of standfirst and captions that follow the stamp without a blank line


class Head(NamedTuple):
    """What stands over the body; ``after`` is the index of the body's first line."""

    headline: str | None
    stamp: Stamp | None
    stamp_line: Line | None
    abstract: str | None
    byline: Byline | None
    place: PlaceLine | None
    place_line: Line | None
    after: int


class HeadReader:
    """Finds the parts of the head by their layout; every part may be missing."""

    __slots__ = (
        "_abstract",
        "_byline",
        "_gallery",
        "_headline",
        "_lines",
        "_notes",
        "_profile",
        "_stamp",
        "_stamp_at",
        "_title",
    )

    def __init__(self, found: StampLine, profile: Profile, notes: Notes, gallery: Gallery) -> None:
        """Read one page whose stamp was looked for; claims and warnings go to ``notes``, pictures to ``gallery``."""
        self._lines = found.lines
        self._profile = profile
        self._notes = notes
        self._gallery = gallery
        self._headline: str | None = None
        self._title: Line | None = None
        self._abstract: Line | None = None
        self._byline: Byline | None = None
        self._stamp = found.stamp
        self._stamp_at = found.at

    def read(self, navigation: Navigation) -> Head:
        """Return the head that begins below the section."""
        start = navigation.after
        title_at = self._find_headline(start, under_breadcrumb=bool(navigation.breadcrumb))
        if title_at is None:
            self._notes.warn("headline_missing", field="headline")
        else:
            self._title = self._lines[title_at]
            self._headline = self._title.text
            self._notes.claim(self._lines[title_at], "headline")
            start = title_at + 1
        has_head = self._headline is not None or self._stamp is not None or bool(navigation.breadcrumb)
        place, after = self._find_body(start, has_head=has_head)
        self._read_zone(start, after, has_head=has_head)
        abstract = self._abstract.text if self._abstract else None
        if self._abstract:
            self._notes.claim(self._abstract, "abstract")
        stamp_line = self._lines[self._stamp_at] if self._stamp else None
        place_line = self._lines[after] if place else None
        return Head(self._headline, self._stamp, stamp_line, abstract, self._byline, place, place_line, after)

    def _find_headline(self, start: int, *, under_breadcrumb: bool) -> int | None:
        """Return the line below the breadcrumb, else the line above the stamp, else a first line that stands alone."""
        lines, stamp_at = self._lines, self._stamp_at
        if start >= len(lines):
            return None
        if under_breadcrumb:
            is_framed = stamp_at == start + 1 and lines[stamp_at].gap and len(lines[start].text) <= LONGEST_TITLE
            may_be = start != stamp_at and self._may_be_headline(start, is_framed=is_framed)
            return start if may_be else None
        if stamp_at > start:
            at = stamp_at - 1
            while at > start and (read_name(lines[at].text, self._profile) or is_relative(lines[at].text)):
                at -= 1
            return next((n for n in (at, start) if self._may_be_headline(n)), None)
        if stamp_at == start:
            start += 1  # a stamp over the title
        if start >= len(lines) or is_prose(lines[start].text) or not self._may_be_headline(start):
            return None
        alone = start + 1 < len(lines) and lines[start + 1].gap
        return start if " " in lines[start].text and (alone or self._is_over_standfirst(start)) else None

    def _is_over_standfirst(self, at: int) -> bool:
        """Whether a sentence stands below the line, and a place line below that, on a page without blank lines."""
        below = self._lines[at + 1 : at + 1 + _BLOCK]
        if len(below) <= 1 or not is_prose(below[0].text):
            return False
        return any(read_place_line(line.text, self._profile) for line in below[1:])

    def _may_be_headline(self, at: int, *, is_framed: bool = False) -> bool:
        """Whether a line is short and unfinished, as titles are; between breadcrumb and stamp it may have a stop."""
        text = self._lines[at].text
        if not (is_framed or is_title(text)) or not any(map(str.isalpha, text)) or fold(text) in self._profile.sections:
            return False
        if read_credit(text, self._profile) or read_byline(text, self._profile):
            return False
        return read_place_line(text, self._profile) is None

    def _find_body(self, start: int, *, has_head: bool) -> tuple[PlaceLine | None, int]:
        """Return the place line and the index of the first line of the body: the one that has it, if one has."""
        lines = self._lines
        below = self._stamp_at + 1
        sentences = int(0 < below < len(lines) and not lines[below].gap)  # a block below the stamp has the standfirst
        for at in range(start, min(start + (_PLACE_REACH if has_head else 3), len(lines))):
            if at == self._stamp_at:
                continue
            place = read_place_line(lines[at].text, self._profile)
            if place is None and at + 1 < len(lines):
                place = read_place_alone(lines[at].text, self._profile)
            if place:
                return place, at
            sentences += (
                lines[at].gap and is_prose(lines[at].text) and read_credit(lines[at].text, self._profile) is None
            )
            if sentences > _MOST_SENTENCES or (lines[at].gap and len(lines[at].text) > LONGEST_CAPTION):
                break
        return None, self._end_of_block(start) if has_head else self._skip_bylines(start)

    def _skip_bylines(self, start: int) -> int:
        at = start
        while at < len(self._lines) - 1 and read_byline(self._lines[at].text, self._profile):
            at += 1
        return at

    def _end_of_block(self, start: int) -> int:
        """Return where the body begins if no place line says so: below the block that follows the stamp."""
        lines = self._lines
        at = max(start, self._stamp_at + 1)
        if self._stamp and at < len(lines) and not lines[at].gap:
            at = self._end_of_standfirst(at)
        while at < len(lines) and self._is_beside(lines[at]):
            at += 1
            if self._is_tag(lines[at - 1].text) and self._is_apart(at):
                at += 1  # a standfirst stands below the outlet's tag
        return at

    def _is_apart(self, at: int) -> bool:
        """Whether a line follows the one above at once, and a blank line or a caption follows it."""
        lines = self._lines
        if at >= len(lines) - 1 or lines[at].gap:
            return False
        return lines[at + 1].gap or read_credit(lines[at + 1].text, self._profile) is not None

    def _end_of_standfirst(self, first: int) -> int:
        """Return where the block below the stamp ends: its one finished sentence may be the lead."""
        lines, at = self._lines, first
        while at < len(lines) and self._is_beside(lines[at]) and not lines[at].gap:
            at += 1
        first = at
        while at < len(lines) and at - first < _BLOCK and (at == first or not lines[at].gap):
            at += 1
        if at < len(lines) and not lines[at].gap:  # no blank lines on this page: the first line is the standfirst
            return first + 1
        is_apart = self._profile.standfirst_below_stamp and at < len(lines)
        is_lead = not is_apart or len(lines[first].text) > _LONGEST_ABSTRACT
        return first if at == first + 1 and is_lead and ends_sentence(lines[first].text) else at

    def _is_beside(self, line: Line) -> bool:
        """Whether a line is a caption with a credit, or a byline, or something of the page: not yet the body."""
        text = line.text
        if len(text) > LONGEST_CAPTION:
            return False
        if read_credit(text, self._profile) or is_relative(text) or self._read_byline(line):
            return True
        if self._is_tag(text) or is_site_line(text, self._profile) or self._length_of_alternative(text):
            return True
        return self._headline is not None and text == self._headline

    def _is_tag(self, text: str) -> bool:
        """Whether an outlet's name stands alone on the line."""
        return len(text) < _LONGEST_TAG and fold(text) in self._profile.outlets

    def _read_zone(self, start: int, after: int, *, has_head: bool) -> None:
        """Claim the lines between headline and body: stamp, byline, standfirst, captions."""
        for at in range(start, after):
            line = self._lines[at]
            if at == self._stamp_at:
                self._notes.claim(line, "date_published")
                self._read_writer()
            else:
                self._read_beside(line, has_head=has_head)

    def _read_beside(self, line: Line, *, has_head: bool) -> None:
        credit = read_credit(line.text, self._profile)
        byline = None if credit or self._byline else self._read_byline(line)
        if credit or self._length_of_alternative(line.text):
            self._take_caption(line, credit)
        elif byline:
            self._byline = byline._replace(line=line.number)
            self._notes.claim(line, "removed.outlet" if byline.outlet else "byline")
        elif self._is_tag(line.text):
            self._notes.claim(line, "removed.outlet")
        elif is_site_line(line.text, self._profile):
            self._notes.claim(line, "removed.boilerplate")
        elif line.text == self._headline or (self._abstract and line.text == self._abstract.text):
            self._notes.claim(line, "removed.repetition")
        elif is_relative(line.text):
            reject_clock(line, self._notes)
        elif has_head and self._abstract is None:
            self._abstract = line
        elif has_head or is_prose(
            line.text
        ):  # over the place line of a page without a head: the first picture's caption
            self._gallery.add(line, None)

    def _read_byline(self, line: Line) -> Byline | None:
        """Read a byline, or a bare name on the line above or below the stamp, or bare names below the headline."""
        if self._stamp is not None and abs(line.rank - self._lines[self._stamp_at].rank) == 1:
            return read_name(line.text, self._profile)
        is_below = self._title is not None and line.rank == self._title.rank + 1
        return (read_below_title if is_below else read_byline)(line.text, self._profile)

    def _take_caption(self, line: Line, credit: Credit | None) -> None:
        """Take a caption; the headline and a count that stand before it are the picture's alternative text."""
        cut = self._length_of_alternative(line.text)
        if cut and (credit is None or cut < credit.start):
            self._notes.claim(line, "removed.repetition", 0, cut)
            line = line._replace(start=line.start + cut, text=line.text[cut:])
            credit = credit and credit._replace(start=credit.start - cut)
        self._recall_caption(line.text[: credit.start] if credit else line.text)
        self._gallery.add(line, credit)

    def _length_of_alternative(self, text: str) -> int:
        """Return where the headline and the count of a picture end that stand before its caption; 0 without them."""
        if not self._headline or not text.startswith(self._headline):
            return 0
        count = _ALTERNATIVE.match(text, len(self._headline))
        return count.end() if count and count.end() < len(text) else 0

    def _read_writer(self) -> None:
        """Read the writer's name that stands before the stamp on its line, if one does."""
        before = self._stamp.before if self._stamp else ""
        self._byline = self._byline or (read_name(before, self._profile) if before else None)

    def _recall_caption(self, caption: str) -> None:
        """Make a caption of the supposed standfirst if the same words come again with a credit."""
        if self._abstract and is_same_caption(self._abstract.text, caption):
            self._gallery.add(self._abstract, None)
            self._abstract = None
