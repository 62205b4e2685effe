"""The walls of the house: who may import what."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import pytest
from conftest import PROJECT

ROOMS = ("articles", "schemas", "warehouse", "flows")
"""From the lowest up; a room imports from those before it only."""
SOURCES = [path for room in ROOMS for path in sorted((PROJECT / room).rglob("*.py"))]
_READS_WORLD = {"open", "datetime.now", "date.today", "time.time", "os.environ", "datetime.today"}


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that a file names in its imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_rooms_import_downwards(path: object) -> None:
    """A room imports only from the rooms below it; Prefect belongs to flows, DuckDB to warehouse."""
    room = path.relative_to(PROJECT).parts[0]
    roots = {name.split(".")[0] for name in imported(ast.parse(path.read_text(encoding="utf-8")))}

    above = set(ROOMS[ROOMS.index(room) + 1 :])
    walled = ({"prefect"} if room != "flows" else set()) | ({"duckdb"} if room != "warehouse" else set())
    assert roots & (above | walled) == set()


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.relative_to(PROJECT).parts[0] in ROOMS[:2]], ids=lambda path: path.name
)
def test_lower_rooms_touch_nothing(path: object) -> None:
    """The parser and the schemas open no files and read no clock."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    calls |= {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and (name := ast.unparse(node)) in _READS_WORLD
    }

    touched = {call for call in calls if call in _READS_WORLD or call.endswith((".read_text", ".read_bytes", ".open"))}
    assert touched == set()


def test_no_import_cycle() -> None:
    """The modules can be put in an order."""
    names = {".".join(path.relative_to(PROJECT).with_suffix("").parts): path for path in SOURCES}
    graph = {
        name: {other for other in imported(ast.parse(path.read_text(encoding="utf-8"))) if other in names}
        for name, path in names.items()
    }

    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(error.args[1])}")
    assert set(order) == set(names)


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if path.relative_to(PROJECT).parts[0] == "warehouse"], ids=lambda path: path.name
)
def test_results_are_fetched_to_their_end(path: object) -> None:
    """No result of DuckDB's is left half fetched: a connection of 2.0 takes no frame then. SQLite's may be."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    of_sqlite = "alerts.queue.queue" in imported(tree) or "sqlite3" in imported(tree)

    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert of_sqlite or "fetchone" not in called
