"""The body: paragraphs from the lead to the end of the story, the pictures among them taken out."""

import re
from typing import NamedTuple

from articles.credits.bylines import Byline, read_byline, read_last_line
from articles.credits.desks import is_desk_line
from articles.credits.gallery import LONGEST_CAPTION, Gallery, is_same_caption
from articles.credits.photo_credits import may_be_credited, read_credit, read_leading_caption
from articles.credits.signoffs import Signoff, find_inner_signoff, may_sign, read_signoff
from articles.layout import Line
from articles.notes import Notes
from articles.outlets.boilerplate import is_heading, is_site_line, is_tweet_sign
from articles.outlets.profile import Profile
from articles.story.after_signoff import SignedStory, drop_trailing, goes_on, take_rest
from articles.text.prose import ends_in_midst, ends_sentence, is_prose, is_title

_LONGEST_UI = 140  # characters of a line of the site itself, a byline, or a heading over other stories
_LONGEST_BUTTON = 60  # characters of a line of the site that ends like a sentence
_ODD_STARTS = frozenset(">+»▶[!*(")  # of links, pictures and footnotes
_CREDIT_REACH = 160  # characters at the end of a line that a credit may take
_RULE = re.compile(r"_{3,}")
_TITLE_WORDS = 4  # fewer words are a subhead or the beginning of a cut sentence


class Body(NamedTuple):
    """The paragraphs without place line and sign-off, and what the end of the story says of its sources."""

    paragraphs: list[str]
    credit_line: str | None
    byline: Byline | None
    first_line: int | None  # of the body, in the original
    captions_after: int  # pictures whose captions stand after the end


class BodyReader:
    """Goes through the lines of the body once. The first line has lost its place line already."""

    __slots__ = (
        "_byline",
        "_captions_after",
        "_credit_line",
        "_gallery",
        "_headline",
        "_lines",
        "_notes",
        "_profile",
    )

    def __init__(self, headline: str | None, profile: Profile, notes: Notes, gallery: Gallery) -> None:
        """Read for one article; claims and warnings go to ``notes``, pictures to ``gallery``."""
        self._headline = headline
        self._profile = profile
        self._notes = notes
        self._gallery = gallery
        self._lines: list[Line] = []  # the line of each paragraph, with the paragraph as its text
        self._credit_line: str | None = None
        self._byline: Byline | None = None
        self._captions_after = 0

    def read(self, lines: list[Line]) -> Body:
        """Return the body; every line is claimed, as part of it or as something else."""
        if lines:
            lines = [self._take_leading_caption(lines[0]), *lines[1:]]
        taken_lines = self._lines
        for at, line in enumerate(lines):
            if is_plain(line.text, self._profile):
                taken_lines.append(line)
                continue
            taken = self._take_short(lines, at) if len(line.text) <= _LONGEST_UI else None
            if taken is None:
                taken = False if self._take_caption(line) else self._take_end(lines, at)
            if taken:
                break
        else:
            self._finish_open()
        self._claim_paragraphs()
        first = self._lines[0].number if self._lines else None
        return Body(self._paragraphs(), self._credit_line, self._byline, first, self._captions_after)

    def _take_short(self, lines: list[Line], at: int) -> bool | None:
        """Take a line that is no text: True if the story ends with it, False if not, None if it is text."""
        line = lines[at]
        if is_heading(line.text, self._profile):
            if at + 1 < len(lines):
                drop_trailing(lines[at:], self._notes)
            else:  # a heading over nothing is a button
                self._notes.claim(line, "removed.boilerplate")
                self._finish_open()
            return True
        field = self._field_of(line)
        if field:
            self._notes.claim(line, field)
            return False
        if _RULE.fullmatch(line.text):
            self._notes.claim(line, "removed.separator")
            self._take_rest(lines[at + 1 :])
            return True
        return False if self._take_byline(lines, at) else None

    def _field_of(self, line: Line) -> str | None:
        """Return what a line is removed as."""
        if is_site_line(line.text, self._profile):
            return "removed.boilerplate"
        if is_tweet_sign(line.text):
            return "removed.tweet"
        return "removed.desk" if is_desk_line(line.text, self._profile) else None

    def _take_byline(self, lines: list[Line], at: int) -> bool:
        """Take a byline that no paragraph follows."""
        text = lines[at].text
        byline = read_byline(text, self._profile)
        if byline is None and at + 2 >= len(lines) and self._lines and ends_sentence(self._lines[-1].text):
            byline = read_last_line(text, self._profile)
        if byline is None or any(is_prose(later.text) for later in lines[at + 1 : at + 9]):
            return False
        self._byline = byline._replace(line=lines[at].number)
        self._notes.claim(lines[at], "byline")
        return True

    def _take_caption(self, line: Line) -> bool:
        """Take a line that ends with a credit; the same caption without credit may stand before it."""
        if len(line.text) > LONGEST_CAPTION:
            return False
        credit = read_credit(line.text, self._profile)
        if credit is None:
            return False
        caption = line.text[: credit.start].rstrip()
        if self._lines and is_same_caption(self._lines[-1].text, caption):
            self._gallery.add(self._lines.pop(), None)
        self._gallery.add(line, credit)
        return True

    def _take_leading_caption(self, line: Line) -> Line:
        """Take a caption that shares the first line with the lead; return the line with the lead alone."""
        credit = read_leading_caption(line.text, self._profile)
        if credit is None:
            return line
        caption = line._replace(end=line.start + credit.end, text=line.text[: credit.end], cut=True)
        self._gallery.add(caption, credit)
        lead = line.text[credit.end :].lstrip(" .")
        return line._replace(start=line.end - len(lead), text=lead)

    def _take_end(self, lines: list[Line], at: int) -> bool:
        """Take a paragraph; True if the story ends in it."""
        line = lines[at]
        end = read_signoff(line.text, self._profile)
        inner = find_inner_signoff(line.text, self._profile)
        if inner:
            self._sign(line, inner)
            self._cut_other_story(line, inner, lines[at + 1 :])
            return True
        if end is None:
            self._take(line, len(line.text))
            return False
        self._sign(line, end)
        rest = lines[at + 1 :]
        if rest and end.who is None:
            rest = self._take_agency_line(rest)
        if rest and goes_on(rest, self._story(), self._profile):
            return False
        self._take_rest(rest)
        return True

    def _take_agency_line(self, rest: list[Line]) -> list[Line]:
        """Take the agency that stands on a line of its own behind the mark ``./.``."""
        bare = read_signoff(rest[0].text, self._profile)
        if bare is None or bare.start or bare.who is None:
            return rest
        self._sign(rest[0], bare)
        return rest[1:]

    def _take(self, line: Line, end: int) -> None:
        text = line.text[:end].rstrip()
        if text:
            self._lines.append(
                line if end == len(line.text) else line._replace(end=line.start + len(text), text=text, cut=True)
            )

    def _sign(self, line: Line, end: Signoff) -> None:
        self._take(line, end.start)
        self._credit_line = end.who or self._credit_line
        self._notes.claim(line, "credit_line" if end.who else "removed.end_mark", end.start, end.end)

    def _cut_other_story(self, line: Line, end: Signoff, rest: list[Line]) -> None:
        other = line._replace(start=line.start + end.end, text=line.text[end.end :])
        self._notes.claim_all([other, *rest], "removed.other_story")
        self._notes.warn("multi_article", line, value=other.text, last=rest[-1] if rest else line)

    def _take_rest(self, rest: list[Line]) -> None:
        if rest:
            before = len(self._gallery.images)
            take_rest(rest, self._story(), self._profile, self._gallery, self._notes)
            self._captions_after = len(self._gallery.images) - before

    def _story(self) -> SignedStory:
        return SignedStory(self._headline, self._paragraphs(), self._profile)

    def _paragraphs(self) -> list[str]:
        return [line.text for line in self._lines]

    def _finish_open(self) -> None:
        """Close a body without sign-off: titles of other stories at its end go, a cut sentence is said."""
        count = 0
        while count < len(self._lines) and _is_other_title(self._lines[-1 - count].text):
            count += 1
        if 1 < count < len(self._lines):
            drop_trailing(self._lines[-count:], self._notes)
            del self._lines[-count:]
        elif self._lines and not ends_sentence(self._lines[-1].text):
            self._notes.warn("truncated", self._lines[-1], "article_body", self._lines[-1].text[-60:])

    def _claim_paragraphs(self) -> None:
        self._notes.claim_all(self._lines, "article_body")


def is_plain(text: str, profile: Profile) -> bool:
    """Whether a line is a paragraph at first sight: it ends with a common word, and holds no dash and no credit.

    Any other last word needs a longer look: it could sign the text.
    """
    if len(text) <= _LONGEST_BUTTON or text[-1] not in ".”" or text[-2] == "/" or text[0] in _ODD_STARTS or "—" in text:
        return False
    if text.find("hoto", -_CREDIT_REACH) >= 0:
        return False
    return text[text.rfind(" ") + 1 :].islower() or (len(text) > _LONGEST_UI and _ends_plainly(text, profile))


def _ends_plainly(text: str, profile: Profile) -> bool:
    """Whether a paragraph with a full stop has nothing that ``read_credit`` or a reader of sign-offs could take."""
    if "–" in text or may_sign(text, profile):
        return False
    return len(text) > LONGEST_CAPTION or not may_be_credited(text)


def _is_other_title(text: str) -> bool:
    if ends_sentence(text) or not is_title(text) or text.count(" ") < _TITLE_WORDS - 1:
        return False
    return not text[0].islower() and text[0].isalpha() and not ends_in_midst(text)
