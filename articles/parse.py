"""One file's bytes to its record: the steps in the order of FORMAT 4. Pure: no I/O, no clock, never raises."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from articles.credits.bylines import Byline, read_byline, read_reporter
from articles.credits.gallery import LONGEST_CAPTION, Gallery
from articles.credits.photo_credits import read_credit
from articles.credits.signoffs import read_signoff
from articles.datelines.places import PlaceLine
from articles.dates.header import Header, read_header
from articles.dates.published import Evidence, PublicationDate, decide_publication, is_in_future
from articles.decode import Decoded, decode
from articles.layout import Line, read_lines
from articles.notes import Notes
from articles.outlets.boilerplate import is_site_line
from articles.outlets.language import language_of
from articles.outlets.marks import choose_profile
from articles.outlets.profile import Profile, split_agencies
from articles.record import Article, Finding, Genre, Image, Parsed
from articles.spans import partition
from articles.story.body import Body, BodyReader
from articles.story.genre import ENTRY_TIME, genre_of_images, genre_of_lines
from articles.story.glued import unglue
from articles.story.head import Head, HeadReader
from articles.story.refusal import (
    NO_BODY,
    Refusal,
    refuse_body,
    refuse_length,
    refuse_shape,
    refuse_text,
)
from articles.story.sections import Navigation, read_navigation, read_section_beside
from articles.story.stamp import find_last_stamp, find_stamp
from articles.text.garbled import Garbled, find_garbling
from articles.text.prose import is_prose


class _Page(NamedTuple):
    """The parts of the page, once all of them were looked for."""

    header: Header | None
    navigation: Navigation
    head: Head
    body: Body
    images: list[Image]
    genre: Genre  # by its lines


def parse_article(data: bytes, name: str, profile: Profile, today: date) -> Parsed:
    """Return what the file says, or why it is no article.

    ``name`` is the file's name: part of the call, so that a layout known by its name needs no new one.
    ``today`` is the ingest clock's date.
    """
    return parse_with(data, name, (profile,), today)


def parse_with(data: bytes, name: str, profiles: Sequence[Profile], today: date) -> Parsed:  # noqa: ARG001
    """Return what the file says, read with the one of some outlets' profiles that the text bears the marks of."""
    decoded = decode(data)
    text = decoded.text
    header = read_header(text)
    garbled = find_garbling(data, text)
    refusal = refuse_text(data, decoded, garbled)
    if refusal:
        return _refused(text, refusal)
    profile = profiles[0] if len(profiles) == 1 else choose_profile(text, profiles)
    notes = _begin_notes(decoded, header, garbled)
    lines = read_lines(text, header.end if header else 0)
    refusal = refuse_length(lines)
    if refusal:
        return _refused(text, refusal, header)
    page = _read_page(header, unglue(text, lines, profile), profile, notes)
    published = _without_future(decide_publication(_evidence(page), profile, notes), page, today, notes)
    refusal = _refuse_page(page, lines, profile)
    if refusal and refusal is not NO_BODY:
        return _refused(text, refusal, header)
    if refusal:
        notes.warn(refusal.rule, field="article_body", detail=refusal.detail)
    _warn_of_lead(page, notes)
    article = _record(page, published, profile, names=garbled is None)
    return Parsed(article, tuple(notes.findings), partition(text, notes.claims), text)


def _begin_notes(decoded: Decoded, header: Header | None, garbled: Garbled | None) -> Notes:
    """Return notes that hold the header and what was wrong with the letters."""
    notes = Notes()
    if garbled:
        notes.warn("text_garbled", detail=garbled.how)
    if decoded.invisible:
        notes.warn("invisible_characters", value=str(decoded.invisible))
    if header and header.valid:
        notes.claims.append((header.start, header.end, "source_date"))
    elif header:
        notes.claims.append((header.start, header.end, "removed.header"))
        notes.findings.append(_invalid(header))
    return notes


def _invalid(header: Header) -> Finding:
    """Say that the header has no date of the calendar."""
    return Finding("header_invalid", "source_date", header.printed, header.printed or "no date after the word", 1, 1)


def _evidence(page: _Page) -> Evidence:
    head = page.head
    return Evidence(
        page.header, head.stamp, head.stamp_line, head.place and head.place.day, head.place_line, page.body.paragraphs
    )


def _without_future(published: PublicationDate, page: _Page, today: date, notes: Notes) -> PublicationDate:
    """Leave the date out if it lies in the future, and say so; what is printed stays."""
    if not is_in_future(published, page.header, today):
        return published
    printed = published.text or (page.header.printed if page.header else "")
    line = page.head.stamp_line.number if page.head.stamp_line else 1
    notes.warn("date_in_future", None, "published_on", printed, detail=f"{printed} is after {today}", number=line)
    return PublicationDate(text=published.text)


def _read_page(header: Header | None, lines: list[Line], profile: Profile, notes: Notes) -> _Page:
    gallery = Gallery(notes)
    navigation = read_navigation(lines, profile, notes)
    found = find_stamp(lines, navigation.after, profile, notes)
    last = find_last_stamp(found.lines, navigation.after, profile) if found.stamp is None else None
    last_line = found.lines.pop() if last else None
    head = HeadReader(found, profile, notes, gallery).read(navigation)
    if last and last_line:
        notes.claim(last_line, "date_published")
        head = head._replace(stamp=last, stamp_line=last_line)
    if head.stamp:
        navigation = read_section_beside(head.stamp, navigation, profile)
    rest = found.lines[head.after :]
    if head.place and rest:
        rest = _without_place(rest, head, notes)
    genre = genre_of_lines(head.headline, rest, profile, placed=head.place is not None)
    if genre != "article":
        rest = _without_entry_times(rest, notes) if genre == "live" else rest
        _warn_of_entries(genre, head, rest, notes)
    body = BodyReader(head.headline, profile, notes, gallery).read(rest)
    _warn_of_outlets(head, body.byline, notes)
    return _Page(header, navigation, head, body, gallery.images, genre)


def _without_entry_times(lines: list[Line], notes: Notes) -> list[Line]:
    """Take out the times that stand alone over the entries of a live file."""
    left: list[Line] = []
    for line in lines:
        time = ENTRY_TIME.match(line.text)
        if time and time.end() == len(line.text):
            notes.claim(line, "removed.entry_time")
        else:
            left.append(line)
    return left


def _warn_of_entries(genre: Genre, head: Head, lines: list[Line], notes: Notes) -> None:
    """Say that several stories stand on the page, of which none is the page's own."""
    if lines and (genre == "digest" or (genre == "live" and head.headline is None)):
        second = lines[min(1, len(lines) - 1)]
        notes.warn("multi_article", second, value=second.text, last=lines[-1])


def _without_place(rest: list[Line], head: Head, notes: Notes) -> list[Line]:
    """Claim the place line and return the lines with the lead alone in its place."""
    first, place = rest[0], head.place
    if place is None:
        return rest
    notes.claim(first, "removed.place", 0, place.last)
    notes.claim(first, "removed.outlet" if place.outlet else "dateline", place.last, place.length)
    if place.outlet:
        notes.warn("place_is_outlet", first, "dateline", place.outlet)
    lead = first.text[place.length :].lstrip()
    if not lead:
        return rest[1:]
    return [first._replace(start=first.end - len(lead), text=lead), *rest[1:]]


def _warn_of_outlets(head: Head, last: Byline | None, notes: Notes) -> None:
    for byline in (head.byline, last):
        if byline and byline.outlet:
            notes.warn("author_is_outlet", field="authors", value=byline.outlet, number=byline.line)


def _refuse_page(page: _Page, lines: list[Line], profile: Profile) -> Refusal | None:
    head, body = page.head, page.body
    marks = (page.header, page.navigation.section, head.headline, head.stamp, head.place, body.credit_line, page.images)
    opened = bool(head.place or body.credit_line)
    has_text = page.genre != "article" and any(map(is_prose, body.paragraphs))
    if not opened and not has_text:
        start = head.after if head.stamp_line else page.navigation.after
        refusal = refuse_shape(_text_lines(lines[start:], profile), has_header=page.header is not None)
        if refusal:
            return refusal
    return refuse_body(body.paragraphs, lines, evidence=sum(map(bool, marks)), opened=opened or page.genre != "article")


def _text_lines(lines: list[Line], profile: Profile) -> list[Line]:
    """Return the lines without captions, bylines and the site's own: titles and sentences."""
    return [line for line in lines if not _is_beside_text(line.text, profile)]


def _is_beside_text(text: str, profile: Profile) -> bool:
    if len(text) > LONGEST_CAPTION:
        return False
    if is_site_line(text, profile) or read_byline(text, profile) or read_signoff(text, profile):
        return True
    return read_credit(text, profile) is not None


def _warn_of_lead(page: _Page, notes: Notes) -> None:
    """Say that the first paragraph is missing: the body begins within a sentence, or with a subhead."""
    first = page.body.paragraphs[0] if page.body.paragraphs else ""
    if not first:
        return
    is_subhead = page.head.headline and len(page.body.paragraphs) > 1 and not is_prose(first)
    if first[0].islower() or (is_subhead and page.genre == "article"):
        notes.warn("lead_missing", field="article_body", value=first[:60], number=page.body.first_line)


def _record(page: _Page, published: PublicationDate, profile: Profile, *, names: bool) -> Article:
    """Put the record together; without ``names`` no person is read from a text whose letters were lost."""
    head, body = page.head, page.body
    byline = _byline(head, body) if names else None
    credit = body.credit_line
    place = head.place
    paragraphs = tuple(body.paragraphs)
    return Article(
        headline=head.headline,
        abstract=head.abstract,
        article_section=page.navigation.section,
        breadcrumb=page.navigation.breadcrumb,
        published_on=published.on,
        date_published=published.at,
        date_published_text=published.text,
        published_precision=published.precision,
        tz_source=published.tz_source,
        source_date=page.header.printed if page.header and page.header.valid else None,
        dateline=place.place if place else None,
        located=place.located if place else None,
        byline=byline.printed if byline and not byline.outlet else None,
        authors=byline.authors if byline else place.authors if place and names else (),
        translators=byline.translators if byline else (),
        credit_line=credit,
        info_sources=_sources(credit, place),
        genre=_genre(page),
        language=language_of(body.paragraphs, profile.language),
        paragraphs=paragraphs,
        images=tuple(page.images if names else (Image(i.caption, i.credit_line, None) for i in page.images)),
    )


def _byline(head: Head, body: Body) -> Byline | None:
    byline = head.byline or body.byline
    return byline if byline or head.abstract is None else read_reporter(head.abstract)


def _genre(page: _Page) -> Genre:
    if page.genre != "article":
        return page.genre
    return genre_of_images(page.head.headline, page.body.paragraphs, len(page.images), page.body.captions_after)


def _sources(credit_line: str | None, place: PlaceLine | None) -> tuple[str, ...]:
    """Return the sign-off's parts; without a sign-off the agency in the place line: ``WASHINGTON (AP) —``."""
    if credit_line:
        return split_agencies(credit_line)
    return (place.agency,) if place and place.agency else ()


def _refused(text: str, refusal: Refusal, header: Header | None = None) -> Parsed:
    """Return a refusal: it claims no field. A header without a date is told too, it was seen before."""
    seen = (_invalid(header),) if header and not header.valid else ()
    return Parsed(None, (*seen, Finding(refusal.rule, detail=refusal.detail)), partition(text, []), text)
