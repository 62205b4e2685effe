"""The data dictionary and the worked queries are true of a warehouse made from the seeds."""

import json
import re
import shutil

import pytest

from commands import wirehouse
from house import PROJECT, House, article_text
from schemas.relations import RELATIONS, Relation
from warehouse.connection import ORIGINALS
from warehouse.dictionary.markdown import render_diagram, tables_in_reading_order

QUERIES = (PROJECT / "docs" / "queries.md").read_text(encoding="utf-8")
WORKED = re.findall(r"^## (\d+)\. ([^\n]+\?)\n(?:.*?)^```sql\n(.*?)^```", QUERIES, re.DOTALL | re.MULTILINE)
TABLES = {table.name: table for table in tables_in_reading_order()}


@pytest.fixture(name="seeded", scope="module")
def _seeded(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The seeds, as they are first loaded."""
    root = tmp_path_factory.mktemp("seeded")
    shutil.copytree(PROJECT / "seeds", root / "seeds")
    house = House(root / "seeds", root / "home")
    house.run()
    return house


@pytest.fixture(name="lived_in", scope="module")
def _lived_in(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The seeds, an article of two versions, a copy, and a file that went."""
    root = tmp_path_factory.mktemp("lived_in")
    shutil.copytree(PROJECT / "seeds", root / "seeds")
    house = House(root / "seeds", root / "home")
    path = house.write("100_00000000000000aa.txt", article_text(body="It holds for one season."))
    house.run()
    shutil.copy(path, path.with_name("101_00000000000000bb.txt"))
    house.write(path.name, article_text(body="It holds for two seasons."))
    (house.inbox / "003_f913ec068e574534.txt").unlink()
    house.run()
    return house


def test_there_are_twelve_worked_queries() -> None:
    """Every query on the page has a number and a question, and there are at least twelve."""
    assert [int(number) for number, _, _ in WORKED] == list(range(1, QUERIES.count("```sql") + 1))
    assert len(WORKED) >= 12


@pytest.mark.parametrize(("number", "question", "sql"), WORKED, ids=[number for number, _, _ in WORKED])
def test_worked_query_answers(seeded: House, number: str, question: str, sql: str) -> None:
    """Each runs in ``wirehouse sql`` and has rows."""
    done = wirehouse(seeded, "sql", sql, "--format", "json")

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout), question


def test_diagram_shows_every_table() -> None:
    """Each table is an entity of the diagram, each relation a line that Mermaid can read."""
    lines = render_diagram().splitlines()
    relation = re.compile(r'    \w+ (\|\||\|o)--(o\||o\{) \w+ : "[a-z ]+"')
    attribute = re.compile(r"        [A-Z]+(\[\])? \w+ (PK|FK|PK, FK)")

    assert lines[0] == "erDiagram"
    assert sum(bool(relation.fullmatch(line)) for line in lines) == len(RELATIONS)
    assert [name for name in TABLES if f"    {name} {{" not in lines] == []
    others = [line for line in lines[1:] if not relation.fullmatch(line) and not attribute.fullmatch(line)]
    assert all(re.fullmatch(r"    \w+ \{|    \}", line) for line in others)


@pytest.mark.parametrize("relation", RELATIONS, ids=[f"{r.table} of {r.other}" for r in RELATIONS])
def test_relation_holds(lived_in: House, relation: Relation) -> None:
    """What a relation says is true of the rows: each names one row, and always or only once if it says so."""
    kinds = [
        [(column.name, column.dtype) for column in TABLES[name].columns if column.name in relation.columns]
        for name in (relation.table, relation.other)
    ]
    assert sorted(kinds[0], key=str) == sorted(kinds[1], key=str)
    assert len(kinds[0]) == len(relation.columns)
    key = ", ".join(relation.columns)
    named = [row for row in lived_in.ask(f"SELECT {key} FROM {relation.table}") if None not in row]
    database = {"database": ORIGINALS} if relation.other == "originals" else {}
    there = lived_in.ask(f"SELECT {key} FROM {relation.other}", **database)

    assert len(there) == len(set(there))
    assert set(named) & set(there)
    if relation.always:
        assert set(named) - set(there) == set()
    if relation.single:
        assert len(named) == len(set(named))
