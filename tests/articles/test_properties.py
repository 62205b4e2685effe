"""What holds for every input: no exception, a whole partition, no article after an error, linear time."""

from datetime import date
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.parse import parse_article
from articles.record import Parsed
from regenerate_cases import CASES, NAME, read_profile

TODAY = date(2026, 11, 22)
PROFILES = {name: read_profile(name) for name in ("vietnamnews", "general")}
SOURCES = sorted(path.read_bytes() for path in CASES.glob("*/article.txt"))
REFUSING = {"empty_file", "encoding_invalid", "not_an_article", "teasers_only"}
QUICK = settings(max_examples=300, deadline=None, derandomize=True)
MILLION = 1_000_000
MONSTERS = {
    "one long line": "word " * MILLION,
    "one long line without blanks": "x" * 5 * MILLION,
    "a long line after a header": " date 2025-05-05 HÀ NỘI — " + "The river rose again. " * 230_000,
    "blank lines": "\n" * 100_000 + "The river rose again on Monday, officials said, and fell on Tuesday.\n" * 3,
    "short lines": "a\n" * 2 * MILLION,
    "paragraphs": "The river rose again on Monday, officials said, and fell on Tuesday.\n\n" * 70_000,
    "brackets": "(" * MILLION,
    "nested brackets": "[(" * MILLION + ")]" * MILLION,
    "dashes": "— " * MILLION,
    "dots and dashes": ".— V" * MILLION,
    "sign-offs": "It rose. — VNS " * 300_000,
    "stops": "." * 5 * MILLION,
    "digits": "05/05/2025 " * 400_000,
    "marks on one letter": "e" + "\u0301\u0327" * MILLION,
    "captions": "A farmer in the field. — VNS Photo Mai Hữu Trí\n" * 19_000,
    "captions after a sign-off": " date 2025-05-05 HUẾ — Mai Hữu Trí made a photo essay of the river. — VNS\n\n"
    + "".join(f"Mai Hữu Trí walks along the river on day {day}.\n" for day in range(19_000)),
    "titles": "A title of some words\n" * 19_000,
    "menu items": "Society\n" * 19_000,
    "tags": "<a" * 2 * MILLION,
    "question marks": "a?b" * MILLION,
    "mojibake": "Ã¡Âº" * MILLION,
    "invisible": "\u200b" * MILLION,
    "photos": "Photo " * MILLION,
    "stamps": "May 05, 2025 - 13:35\n" * 19_000,
    "bylines": "By A B and C D\n" * 19_000,
}
SMALL = 50_000  # characters of a text that repeats one piece, unless that makes more lines than the next
FEW_LINES = 2_400  # so that eight times as many are still read
TIMES_LARGER = 8
SHORTEST = 0.001  # seconds; what is done sooner says nothing about its growth
MOST_TIMES_LONGER = 3 * TIMES_LARGER  # quadratic work takes 64 times as long
PIECES = {
    "words": "word ",
    "letters": "x",
    "blank lines": "\n",
    "blanks": " \n",
    "short lines": "a\n",
    "paragraphs": "The river rose again on Monday, officials said, and fell on Tuesday.\n\n",
    "wrapped lines": "The river rose again on Monday, officials said, and\nfell on Tuesday\n",
    "open brackets": "(",
    "nested brackets": "[(",
    "dashes": "— ",
    "dashes behind sentences": "It rose. – ",
    "hyphens": "a-b -",
    "inner sign-offs": "It rose. — Abc ",
    "sign-offs": "It rose. — VNS ",
    "end marks": "./. ",
    "stops": ".",
    "digits": "05/05/2025 ",
    "times": "12:30 ",
    "clocks": "12:30\n",
    "stamps": "May 05, 2025 - 13:35\n",
    "photos": "Photo ",
    "captions": "A farmer in the field. — VNS Photo Mai Hữu Trí\n",
    "credits": "(Photo: A/B) ",
    "titles": "A title of some words\n",
    "capitals": "HÀ NỘI ",
    "questions": "Why did it rise?\n",
    "entries": "12:30 The river rose again on Monday.\n",
    "speakers": "Mai: It rose. ",
    "escaped line ends": "It rose.\\n",
    "bylines": "By A B and C D\n",
    "marks": "e\u0301\u0327",
    "no-break spaces": "\u00a0a",
    "joiners": "\u034fa",
}


@QUICK
@given(data=st.binary(max_size=2_000), profile=st.sampled_from(sorted(PROFILES)))
def test_any_bytes_are_answered(data: bytes, profile: str) -> None:
    """No bytes make the parser raise."""
    _check(parse_article(data, NAME, PROFILES[profile], TODAY))


@QUICK
@given(text=st.text(max_size=600), header=st.booleans())
def test_any_text_is_answered(text: str, header: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    """No text makes the parser raise, after a header or without one."""
    data = (" date 2025-05-05 " * header + text).encode(errors="replace")
    _check(parse_article(data, NAME, PROFILES["vietnamnews"], TODAY))


@QUICK
@given(
    source=st.sampled_from(SOURCES),
    cuts=st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 60)), max_size=4),
    insert=st.binary(max_size=12)
    | st.text(alphabet=" \n—–-./()[]\u00a0\u034f0123456789AZÀĐaz", max_size=12).map(str.encode),
    profile=st.sampled_from(sorted(PROFILES)),
)
def test_mutated_cases_are_answered(source: bytes, cuts: list[tuple[int, int]], insert: bytes, profile: str) -> None:
    """Articles with pieces cut out and put in are still answered."""
    for at, size in cuts:
        source = source[:at] + insert + source[at + size :]
    _check(parse_article(source, NAME, PROFILES[profile], TODAY))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(source=st.sampled_from(SOURCES), order=st.randoms(use_true_random=False))
def test_shuffled_lines_are_answered(source: bytes, order: object) -> None:
    """The lines of an article in any order are still answered."""
    lines = source.split(b"\n")
    order.shuffle(lines)  # type: ignore[attr-defined]
    _check(parse_article(b"\n".join(lines), NAME, PROFILES["vietnamnews"], TODAY))


@pytest.mark.parametrize("source", SOURCES, ids=range(len(SOURCES)))
def test_cases_are_partitioned(source: bytes) -> None:
    """The spans of every case hold every visible character once."""
    _check(parse_article(source, NAME, PROFILES["vietnamnews"], TODAY))


@pytest.mark.parametrize("monster", MONSTERS)
def test_monsters_come_to_an_end(monster: str) -> None:
    """Millions of characters of one kind take linear time: the test's time limit is the assertion."""
    _check(parse_article(MONSTERS[monster].encode(), NAME, PROFILES["vietnamnews"], TODAY))


@pytest.mark.parametrize(
    "header", ["", " date 2025-05-05 HÀ NỘI — The river rose again on Monday.\n\n"], ids=["bare", "b"]
)
@pytest.mark.parametrize("piece", PIECES)
def test_work_grows_with_the_text(piece: str, header: str) -> None:
    """Eight times the text takes not much more than eight times the processor time, whatever it repeats."""
    text = PIECES[piece]
    count = min(SMALL // len(text), FEW_LINES if "\n" in text else SMALL)
    small, large = (_best_time((header + text * many).encode()) for many in (count, TIMES_LARGER * count))

    assert large < MOST_TIMES_LONGER * max(small, SHORTEST)


def _best_time(data: bytes) -> float:
    """Processor seconds of this thread, the best of three: neighbours only make it longer."""
    times: list[float] = []
    for _ in range(3):
        before = thread_time()
        parse_article(data, NAME, PROFILES["vietnamnews"], TODAY)
        times.append(thread_time() - before)
    return min(times)


def _check(parsed: Parsed) -> None:
    """Check what holds for every answer."""
    at = line = 0
    for span in parsed.spans:
        assert at <= span.start < span.end <= len(parsed.text)
        assert not parsed.text[at : span.start].strip()
        line += parsed.text.count("\n", at, span.start)
        assert span.line_start == line + 1
        line += parsed.text.count("\n", span.start, span.end)
        assert span.line_end == line + 1
        at = span.end
    assert not parsed.text[at:].strip()
    rules = {finding.rule for finding in parsed.findings}
    if parsed.article is None:
        assert rules
        assert {span.field for span in parsed.spans} <= {"unclaimed"}
    else:
        assert not rules & REFUSING
        assert parsed.article.paragraphs or "body_missing" in rules
        assert parsed.article.published_on is None or "date_in_future" not in rules
        assert all(" ".join(paragraph.split()) == paragraph != "" for paragraph in parsed.article.paragraphs)
