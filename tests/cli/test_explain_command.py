"""``wirehouse explain``: the original of an article, each line labelled by the field that it became."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from articles.record import Span
from commands import on_terminal, run_command
from house import House, article_text
from pipeline.preview.lines import Piece, label_lines

ID = "00000000000000aa"
NAME = f"001_{ID}.txt"


def explain(house: House, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the command."""
    return run_command(["explain", *words, "--home", str(house.home)], Path.cwd(), os.environ)


def test_whole_original_is_shown(house: House) -> None:
    """Every visible line stands there once, with its number and its fields, also when the file is gone."""
    text = article_text() + "\nnavigation of another kind\n"
    house.write(NAME, text)
    house.run()
    (house.inbox / NAME).unlink()

    facts = json.loads(explain(house, ID, "--json").stdout)
    shown: dict[int, str] = {}
    for line in facts["lines"]:
        shown[line["line"]] = f"{shown.get(line['line'], '')} {line['text']}".strip()
    assert list(shown.values()) == [" ".join(line.split()) for line in text.split("\n")]
    assert {line["field"] for line in facts["lines"] if line["text"]} >= {"headline", "dateline", "article_body"}
    told = explain(house, ID).stdout
    assert "headline" in told
    assert "VNS" in told


def test_field_shows_its_lines_only(house: House) -> None:
    """With a field: its value, and its lines."""
    house.write(NAME, article_text())
    house.run()

    assert explain(house, ID, "headline").stdout == (
        "headline             Rice farmers try salt-proof seeds\n\nheadline 4 | Rice farmers try salt-proof seeds\n"
    )


@pytest.mark.parametrize(
    ("field", "label", "line"),
    [("located", "dateline", 7), ("published_on", "date_published", 6), ("dateline", "dateline", 7)],
)
def test_derived_field_shows_the_lines_that_it_is_read_from(house: House, field: str, label: str, line: int) -> None:
    """A field without a line of its own is shown with the line that gave it."""
    house.write(NAME, article_text())
    house.run()

    lines = json.loads(explain(house, ID, field, "--json").stdout)["lines"]
    assert [(piece["field"], piece["line"]) for piece in lines] == [(label, line)]


def test_field_that_is_null(house: House) -> None:
    """What the text does not say is NULL, and no line gives it."""
    house.write(NAME, article_text())
    house.run()

    assert explain(house, ID, "byline").stdout == "byline               NULL\n\nNo line of the original gives it.\n"


def test_colours_and_width_of_a_terminal(house: House) -> None:
    """On a terminal labels have colours, unclaimed text is red, and long lines are folded beside their label."""
    house.write(NAME, f"stray words of nobody\n{article_text(body='The tide comes in and goes out again. ' * 10)}")
    house.run()

    told = on_terminal(house, ID, columns=60)
    assert "\x1b[32mheadline" in told
    assert "\x1b[31munclaimed" in told
    lines = told.split("\r\n\r\n", 1)[1].splitlines()
    plain = [line.replace("\x1b[32m", "").replace("\x1b[31m", "").replace("\x1b[90m", "") for line in lines]
    assert max(len(line.replace("\x1b[0m", "")) for line in plain) <= 60
    assert "\x1b" not in explain(house, ID).stdout


def test_unclaimed_lines_are_marked_in_a_pipe(house: House) -> None:
    """Without colours, text that no field claims has a mark that can be searched for."""
    house.write(NAME, f"stray words of nobody\n{article_text()}")
    house.run()

    assert "! stray words of nobody" in explain(house, ID, "unclaimed").stdout


def test_unknown_article_is_told_with_the_nearest_way(house: House) -> None:
    """An id that almost is one, the beginning of one, a withheld file, a copy, and a word that is nothing of it."""
    house.write(NAME, article_text())
    house.write("002_00000000000000bb.txt", article_text())
    house.write("bad.txt", "")
    house.run()
    (kept,) = house.ask("SELECT article_id FROM articles")

    copy = next(i for i in (ID, "00000000000000bb") if i != kept[0])
    for word, told in (
        (f"{kept[0][:-1]}f", f"there is {kept[0]} ("),
        (copy, f"wirehouse explain {kept[0]}"),
        ("bad.txt", "bad.txt is withheld: wirehouse quarantine show bad.txt"),
        ("harbour", 'look for it: wirehouse sql "SELECT'),
    ):
        done = explain(house, word)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr
        assert f"no article {word}" in done.stderr


def test_name_of_several_articles_is_not_guessed_at(house: House) -> None:
    """A file name that two articles have is told with their ids."""
    house.write("a/story.txt", article_text())
    house.write("b/story.txt", article_text(headline="Another story of the day"))
    house.run()

    done = explain(house, "story.txt")
    assert done.returncode == 2
    for (article_id,) in house.ask("SELECT article_id FROM articles"):
        assert article_id in done.stderr
    assert explain(house, "a/story.txt").returncode == 0


def test_unknown_field_is_told_with_the_nearest(house: House) -> None:
    """A misspelt field is told with the one that was meant."""
    house.write(NAME, article_text())
    house.run()

    done = explain(house, ID, "headlin")
    assert done.returncode == 2
    assert "there is no field headlin; did you mean headline" in done.stderr


def test_spans_of_a_line_are_apart() -> None:
    """A line of several fields becomes a part for each; a field over several lines is in each of them."""
    text = "A — b\n\nc\nd"
    spans = [Span("dateline", 0, 3, 1, 1), Span("article_body", 4, 8, 1, 3), Span("unclaimed", 9, 10, 4, 4)]

    assert label_lines(text, spans) == [
        Piece(1, "dateline", "A —"),
        Piece(1, "article_body", "b"),
        Piece(2, None, ""),
        Piece(3, "article_body", "c"),
        Piece(4, "unclaimed", "d"),
    ]


def test_spans_that_do_not_fit_label_whole_lines() -> None:
    """Offsets of an older parser are not believed: its line numbers are."""
    spans = [Span("headline", 1, 3, 1, 1), Span("dateline", 4, 7, 2, 2), Span("article_body", 8, 30, 2, 3)]

    assert label_lines("one\ntwo\nthree", spans) == [
        Piece(1, "headline", "one"),
        Piece(2, "dateline", "two"),
        Piece(2, "article_body", "two"),
        Piece(3, "article_body", "three"),
    ]
