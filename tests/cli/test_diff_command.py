"""``wirehouse diff``: what changed between two versions, word by word; and the versions at their borders."""

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.views.word_diff import BREAK, compare_texts
from commands import on_terminal, wirehouse
from house import House, article_text

ID = "00000000000000aa"
NAME = f"001_{ID}.txt"
PARAGRAPHS = [f"The {number}th boat of the harbour was painted in spring." for number in range(1, 9)]


def body(*changes: tuple[str, str]) -> str:
    """Eight paragraphs, with some words replaced."""
    text = BREAK.join(PARAGRAPHS)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture(name="edited")
def _edited(house: House) -> House:
    """An article of three versions."""
    house.write(NAME, article_text("Boats get new paint", body=body()))
    house.run()
    house.write(NAME, article_text("Boats get paint", body=body(("4th boat of", "4th ferry of"))))
    house.run()
    house.write(NAME, article_text("Boats get paint", body=body(("4th boat", "4th ferry"), ("8th", "eighth"))))
    house.run()
    return house


def told(house: House, *words: str) -> list[str]:
    """What the command says, by lines."""
    done = wirehouse(house, "diff", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_words_are_marked_without_colour(edited: House) -> None:
    """What went and what came stands in brackets; of what is the same a paragraph around the change."""
    lines = told(edited, ID, "1", "2")

    assert lines[0] == f"{ID}  {NAME}"
    assert lines[1].startswith("version 1 (")
    assert "headline             Boats get [-new -]paint" in lines
    whole = "\n".join(lines)
    assert "The 4th [-boat-]{+ferry+} of the harbour was painted in spring." in whole
    assert [number for number in range(1, 9) if f"The {number}th" in whole] == [3, 4, 5]
    assert "… 3 paragraphs the same …" in whole
    assert "The 2th" in "\n".join(told(edited, ID, "1", "2", "--context", "2"))


def test_last_two_versions_by_default(edited: House) -> None:
    """Without numbers the last two versions are compared, with one that and the current one."""
    assert "version 2 (" in told(edited, NAME)[1]
    assert "{+eighth+}" in "\n".join(told(edited, NAME))
    assert "[-boat-]{+ferry+}" not in "\n".join(told(edited, NAME))
    assert "[-boat-]{+ferry+}" in "\n".join(told(edited, ID, "1"))
    assert "[-ferry-]{+boat+}" in "\n".join(told(edited, ID, "3", "1"))


def test_json_has_values_and_words(edited: House) -> None:
    """``--json`` has each field that differs, with both values and the stretches between them."""
    facts = json.loads(wirehouse(edited, "diff", ID, "1", "3", "--json").stdout)

    assert (facts["from"]["version"], facts["to"]["version"]) == (1, 3)
    fields = {field["field"]: field for field in facts["fields"]}
    assert fields.keys() == {"headline", "article_body"}
    assert (fields["headline"]["before"], fields["headline"]["after"]) == ("Boats get new paint", "Boats get paint")
    words = fields["article_body"]["words"]
    assert "".join(w["text"] for w in words if w["op"] != "added") == fields["article_body"]["before"]
    assert "".join(w["text"] for w in words if w["op"] != "removed") == fields["article_body"]["after"]
    assert [w["text"] for w in words if w["op"] == "added"] == ["ferry", "eighth"]


def test_all_fields_are_compared(house: House) -> None:
    """Lists, dates, pictures and what is NULL on one side are shown, too."""
    house.write(NAME, article_text(day="2025-03-04"))
    house.run()
    picture = "A boat in the fog. — VNS Photo Lê Minh\n\nThe district"
    house.write(NAME, article_text(day="2025-03-05").replace("The district", picture).replace("— VNS\n", "— VNA/VNS\n"))
    house.run()

    text = "\n".join(told(house, ID))
    assert re.search(r"^published_on +\[-2025-03-04-\]\{\+2025-03-05\+\}$", text, re.MULTILINE)
    assert re.search(r"^info_sources +.*VNA", text, re.MULTILINE)
    assert "[-NULL-]{+A boat in the fog. — VNS Photo Lê Minh (Lê Minh)+}" in text
    facts = json.loads(wirehouse(house, "diff", ID, "--json").stdout)
    assert {"images", "credit_line", "date_published"} <= {field["field"] for field in facts["fields"]}


def test_one_version_is_said(house: House) -> None:
    """An article that never changed is told so; a number that is none is wrong usage."""
    house.write(NAME, article_text())
    house.run()

    assert "It has one version, of " in told(house, ID)[1]
    assert json.loads(wirehouse(house, "diff", ID, "--json").stdout)["fields"] == []
    done = wirehouse(house, "diff", ID, "1", "2")
    assert (done.returncode, f"{ID} has only version 1; there is no version 2" in done.stderr) == (2, True)
    done = wirehouse(house, "diff", "nobody")
    assert (done.returncode, "no article nobody" in done.stderr) == (2, True)


def test_a_file_that_changed_without_its_fields(house: House) -> None:
    """A version whose fields are those of the one before says so."""
    house.write(NAME, article_text())
    house.run()
    house.write(NAME, article_text() + "\n")
    house.run()

    assert told(house, ID)[2] == "No field differs: only the file changed, or what no field shows of it."


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("a b c", "a b c", "a b c"),
        ("", "new", "{+new+}"),
        ("a b c d e", "a x y d e", "a [-b c-]{+x y+} d e"),
        ("It rained.", "It rained", "It [-rained.-]{+rained+}"),
        ("全部完成了。", "全部未完成。", "全部{+未+}完成[-了-]。"),
        ("one two three four", "five six seven eight", "[-one two three four-]{+five six seven eight+}"),
        ("one\n\ntwo", "one\n\nzero\n\ntwo", "one\n\n{+zero\n\n+}two"),
        ("the cat sat and the dog ran", "the dog ran and the cat sat", None),
    ],
)
def test_changes_of_texts(before: str, after: str, marked: str | None) -> None:
    """Words that both have stay, changes that only a blank parts are one, and each text can be put together again."""
    changes = compare_texts(before, after)

    assert "".join(change.text for change in changes if change.op != "added") == before
    assert "".join(change.text for change in changes if change.op != "removed") == after
    signs = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    shown = "".join(change.text.join(signs[change.op]) for change in changes)
    assert marked is None or shown == marked


WORDS = st.lists(st.sampled_from(["a", "b", "c", " ", "\n\n", "\n", "đ", "文"]), max_size=40).map("".join)


@given(WORDS, WORDS)
def test_no_word_is_lost(before: str, after: str) -> None:
    """Whatever the texts are, both can be put together from the changes, whose kinds take turns."""
    changes = compare_texts(before, after)

    assert "".join(change.text for change in changes if change.op != "added") == before
    assert "".join(change.text for change in changes if change.op != "removed") == after
    kinds = [change.op for change in changes]
    assert all(one != other for one, other in pairwise(kinds))


@pytest.mark.parametrize("kind", ["few words", "every word", "the order"])
def test_huge_texts_come_to_an_end(kind: str) -> None:
    """Texts of 200,000 words are compared before the tests' time is up, which no square of it would be."""
    dice = Random(7)  # noqa: S311  no secret
    words = [f"w{dice.randrange(5000)}" for _ in range(200_000)]
    changed = list(words)
    if kind == "few words":
        changed[::1000] = ["other"] * len(changed[::1000])
    elif kind == "every word":
        changed = [f"v{word}" for word in words]
    else:
        dice.shuffle(changed)
    before, after = (
        BREAK.join(" ".join(text[at : at + 60]) for at in range(0, len(text), 60)) for text in (words, changed)
    )

    changes = compare_texts(before, after)
    assert "".join(change.text for change in changes if change.op != "added") == before
    assert "".join(change.text for change in changes if change.op != "removed") == after
    assert (sum(change.op == "added" and change.text == "other" for change in changes) == 200) is (kind == "few words")


def test_colours_on_a_terminal(edited: House) -> None:
    """On a terminal what went is red and what came is green, in its brackets still."""
    shown = on_terminal(edited, ID, "1", "2", command="diff")

    assert "\x1b[31m[-boat-]\x1b[0m\x1b[32m{+ferry+}\x1b[0m" in shown


def test_versions_meet_without_a_gap(house: House) -> None:
    """At each moment from the first on an article has one version; at a border it is the new one.

    Two texts of one batch and a clock that was set back make no gap and no overlap either.
    """
    noon = datetime(2026, 1, 10, 12, tzinfo=UTC)
    tick = timedelta(microseconds=1)
    house.write(NAME, article_text(body="First."))
    house.run(now=noon)
    house.write(NAME, article_text(body="Second."))
    house.write(f"mirror/002_{ID}.txt", article_text(body="Third."))
    house.run(now=noon + timedelta(hours=1))
    house.write(NAME, article_text(body="Fourth."))
    house.run(now=noon - timedelta(days=1))

    spans = house.ask("SELECT version, valid_from, valid_to FROM article_versions ORDER BY version")
    assert [version for version, _, _ in spans] == [1, 2, 3, 4]
    assert [end for _, _, end in spans[:-1]] == [start for _, start, _ in spans[1:]]
    assert spans[-1][2] is None
    for version, start, end in spans:
        for moment in (start, end - tick if end else start + timedelta(days=999)):
            assert house.ask("SELECT version FROM articles_as_of(?::TIMESTAMPTZ)", moment) == [(version,)]
    assert house.ask("SELECT count(*) FROM articles_as_of(?::TIMESTAMPTZ)", noon - tick) == [(0,)]
    assert house.ask("SELECT count(*) FROM articles_as_of(NULL::TIMESTAMPTZ)") == [(0,)]
