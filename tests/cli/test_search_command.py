"""``wirehouse search``: what it prints, what it refuses, and that anybody can ask the same in SQL."""

import json
import re
from pathlib import Path

import duckdb
import pytest

from articles.text.words import words_of
from cli.query.snippets import snippets_of
from commands import wirehouse
from house import House, article_text


@pytest.fixture(name="filled")
def _filled(house: House) -> House:
    """Three articles: two of March, one of April; the first is in another section."""
    sea = article_text("Đà Nẵng port takes in pumpkins", body="A pumpkin ship came in on Monday.")
    house.write(
        "001_00000000000000aa.txt", sea.replace("Home Economy", "Home Society").replace(" Economy\n", " Society\n")
    )
    house.write("002_00000000000000bb.txt", article_text("Growers try seeds", body="Pumpkin seeds grow in Da Nang."))
    house.write("003_00000000000000cc.txt", article_text("Rice is dear", "2025-04-01", body="Pumpkin is not."))
    house.run()
    return house


def test_articles_without_a_section_have_a_name(filled: House) -> None:
    """(none) is what the reports call it, too."""
    plain = article_text("Pumpkin soup is back", body="A pumpkin a day.").replace(" Economy\n", "\n")
    filled.write("004_00000000000000dd.txt", plain.replace("Home Economy\n", ""))
    filled.run()

    assert filled.ask("SELECT right(article_id, 2) FROM articles WHERE article_section IS NULL") == [("dd",)]
    assert found(filled, "pumpkin", "--section", "(none)") == ["dd"]


@pytest.mark.parametrize("form", ["csv", "ndjson", "markdown", "table"])
def test_rows_for_other_tools(filled: House, form: str, tmp_path: Path) -> None:
    """In a form of wirehouse sql the hits are rows, those that --json tells; on paper as in a file."""
    done = wirehouse(filled, "search", "pumpkin", "--limit", "2", "--format", form)
    told = wirehouse(filled, "search", "pumpkin", "--limit", "2", "--output", str(tmp_path / "hits"), "--format", form)

    assert (done.returncode, done.stderr, told.stdout) == (0, "", "")
    assert (tmp_path / "hits").read_text(encoding="utf-8") == done.stdout
    ids = dict.fromkeys(named[-2:] for named in re.findall(r"0{14}\w\w", done.stdout))  # path and id
    assert list(ids) == found(filled, "pumpkin", "--limit", "2")


def test_rows_as_parquet(filled: House, tmp_path: Path) -> None:
    """The ending of a file tells the form."""
    place = tmp_path / "hits.parquet"
    assert wirehouse(filled, "search", "pumpkin", "--output", str(place)).returncode == 0

    assert duckdb.sql(f"SELECT count(*), count(score) FROM '{place}'").fetchall() == [(3, 3)]
    unknown = wirehouse(filled, "search", "pumpkin", "--section", "Societty", "--format", "csv")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "sections: Society" in unknown.stderr
    refused = wirehouse(filled, "search", "pumpkin", "--output", str(filled.home / "hits.csv"))
    assert (refused.returncode, (filled.home / "hits.csv").exists()) == (2, False)


def found(house: House, *words: str) -> list[str]:
    """The ids that a search gives."""
    done = wirehouse(house, "search", *words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return [article["article_id"][-2:] for article in json.loads(done.stdout)["articles"]]


def test_hits_are_shown_with_their_marks(filled: House) -> None:
    """In JSON every snippet says where its hits are; on paper there are no colours."""
    facts = json.loads(wirehouse(filled, "search", "da nang", "pumpkin", "--json").stdout)
    first = facts["articles"][0]
    marked = [s["text"][start:end] for s in first["snippets"] for start, end in s["marks"]]

    assert (facts["total"], facts["unknown"], first["article_id"]) == (3, {}, "00000000000000aa")
    assert marked == ["Đà", "Nẵng", "pumpkin"]
    assert "article_body" not in first
    done = wirehouse(filled, "search", "da nang")
    assert "Đà Nẵng port takes in pumpkins" in done.stdout
    assert "\x1b" not in done.stdout


def test_filters(filled: House) -> None:
    """A section, days and an inbox narrow the search down; the limit does not change the total."""
    assert found(filled, "pumpkin", "--section", "society") == ["aa"]
    assert found(filled, "pumpkin", "--since", "2025-03-20") == ["cc"]
    assert sorted(found(filled, "pumpkin", "--until", "2025-03-04")) == ["aa", "bb"]
    assert len(found(filled, "pumpkin", "--inbox", "inbox")) == 3
    nowhere = wirehouse(filled, "search", "pumpkin", "--inbox", "elsewhere")
    assert (nowhere.returncode, nowhere.stdout) == (2, "")
    assert f"there is no inbox elsewhere; inboxes: {filled.inbox}" in nowhere.stderr
    assert found(filled, 'pumpkin -"da nang"') == ["cc"]
    done = wirehouse(filled, "search", "pumpkin", "--limit", "1")
    assert "1 of 3 articles" in done.stdout


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ([], "give the words to look for"),
        (["  "], "give the words to look for"),
        (["!?", "…"], "only signs"),
        ([' -rice -"da nang"'], "only words to leave out"),
        (["a" * 10_000], "the query has 10,000 characters; 1,000 are the most"),
        (["pumpkin", "--section", "Socety"], "sections: Society"),
        (["pumpkin", "--since", "soon"], "--since"),
        (["\udcff"], "no UTF-8 text"),
        (["-pumpkin"], "put -- before it"),
    ],
)
def test_a_query_that_asks_nothing_is_refused(filled: House, query: list[str], said: str) -> None:
    """One sentence, exit code 2, nothing else."""
    done = wirehouse(filled, "search", *query)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_words_that_nobody_has_are_named(filled: House) -> None:
    """A word of no article is told, with those that resemble it."""
    done = wirehouse(filled, "search", "pumpkni", "zzzz")

    assert done.returncode == 0
    assert "no article has zzzz\n" in done.stdout
    assert wirehouse(filled, "search", "pumpkinn").stdout.startswith("no article has pumpkinn; did you mean pumpkin")
    assert "Nothing was found." in done.stdout


def test_the_sandbox_answers_it_too(filled: House) -> None:
    """The macro works in ``wirehouse sql``, and what one reads of an article comes with it."""
    done = wirehouse(filled, "sql", "SELECT article_id, article_section FROM search('pumpkin -rice') ORDER BY 1")

    assert done.stdout.splitlines() == [
        "article_id,article_section",
        "00000000000000aa,Society",
        "00000000000000bb,Economy",
    ]


def test_any_client_can_ask(filled: House) -> None:
    """A plain read-only connection finds the macro; its text has no lambda, whose spelling differs by version."""
    with duckdb.connect(str(filled.home / "published.duckdb"), read_only=True) as client:
        assert client.execute("SELECT count(*) FROM search('\"da nang\"')").fetchall() == [(2,)]
        macros = client.execute(
            "SELECT macro_definition FROM duckdb_functions() WHERE NOT internal AND function_name LIKE 'search%'"
        ).fetchall()
    assert len(macros) == 5
    assert not [text for (text,) in macros if re.search(r"->|lambda", text)]


def test_a_copy_of_before_is_told(filled: House) -> None:
    """A readers' copy without the search's tables says what to do."""
    with duckdb.connect(str(filled.home / "published.duckdb")) as copy:
        copy.execute("DROP TABLE search_documents")

    done = wirehouse(filled, "search", "pumpkin")
    assert done.returncode == 1
    assert "run: wirehouse ingest" in done.stderr


def test_snippets_show_most_of_the_words() -> None:
    """The stretch with the most terms is chosen, marks fit the text that is shown, and line ends are blanks."""
    body = f"{'Rain fell. ' * 40}Rice is dear.\n\n{'Wind blew. ' * 40}Rice and wheat are dear.{' Sun shone.' * 40}"
    folds = {word: word.lower() for word in words_of(f"The price {body}")}
    headline, stretch = snippets_of([("headline", "The price"), ("article_body", body)], {"rice", "wheat"}, folds)

    assert headline == ("headline", "The price", [])
    assert [stretch.text[start:end] for start, end in stretch.marks] == ["Rice", "wheat"]
    assert stretch.text.startswith("… ")
    assert stretch.text.endswith(" …")
    assert "\n" not in stretch.text
    assert len(stretch.text) < 250
