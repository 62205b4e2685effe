"""The walls of the house: who may import what, and how many modules a package holds."""

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from house import PROJECT

STACK = ("articles", "schemas", "warehouse", "settings", "alerts", "pipeline", "flows", "cli")
"""The packages from the lowest up: each imports only itself and those before it."""
OURS = {path.parent.name for path in PROJECT.glob("*/*.py")} | {*STACK}
"""Every directory of the project that can be imported, those of the tests and benchmarks included."""
OWNERS = {
    "prefect": ("flows", "alerts.transport.secrets"),  # there it reads a Secret block
    "duckdb": ("warehouse",),
    "sqlite3": ("alerts.queue",),
    "apprise": ("alerts.transport",),
    "jinja2": ("alerts.messages",),
    "click": ("cli",),
    "rich": ("cli", "warehouse.formats.table"),  # there rich.cells measures how wide a text is
    "prompt_toolkit": ("cli",),
    "rapidfuzz": ("cli.views.word_diff",),
    "watchfiles": ("pipeline.watch",),
    "pandera": ("schemas",),
    "multiprocessing": ("pipeline.intake",),
    "pathspec": ("settings",),
    "lingua": ("articles.outlets.language",),
}
"""The packages and modules that may import a library."""
MOST_MODULES = 12
"""Modules of a package beside its sub-packages."""
HALVES = {"cli.commands.alerts": "cli.commands.alerts_send", "cli.commands.contract": "cli.commands.contract_check"}
"""Modules of a command group, with the module that adds commands to it."""
_READS_WORLD = {"open", "datetime.now", "date.today", "time.time", "os.environ", "datetime.today"}


def module_name(path: Path) -> str:
    """The dotted name of a module of ours."""
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for package in STACK for path in sorted((PROJECT / package).rglob("*.py"))}


def nodes_that_run(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module, without those that only a type checker reads."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            for other in child.orelse:
                yield from nodes_that_run(other)
        else:
            yield from nodes_that_run(child)


def imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The modules that are named in imports."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from (name if (name := f"{module}.{alias.name}") in MODULES else module for alias in node.names)


TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
ALL_IMPORTS = {name: set(imported(ast.walk(tree))) for name, tree in TREES.items()}
IMPORTS = {name: set(imported(nodes_that_run(tree))) & set(MODULES) for name, tree in TREES.items()}


def package_of(module: str) -> str:
    """The package in which a module lies."""
    return module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]


def fail_on_circle(graph: Mapping[str, Iterable[str]]) -> None:
    """Fail if what depends on what cannot be put in an order."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"circle of imports: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("module", MODULES)
def test_packages_import_downwards(module: str) -> None:
    """A package imports only from itself and the packages below it, even for type checkers."""
    below = STACK[: STACK.index(module.partition(".")[0]) + 1]
    roots = {name.partition(".")[0] for name in ALL_IMPORTS[module]}

    assert roots & OURS <= set(below)


@pytest.mark.parametrize("module", MODULES)
def test_imports_can_be_seen(module: str) -> None:
    """An import names its module whole, where these tests see it; one module loads a library by name."""
    dynamic = {
        ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(TREES[module]) if isinstance(node, ast.Call)
    }
    dynamic |= {node.attr for node in ast.walk(TREES[module]) if isinstance(node, ast.Attribute)}
    dynamic |= {node.id for node in ast.walk(TREES[module]) if isinstance(node, ast.Name)}

    assert not [name for name in ALL_IMPORTS[module] if name.startswith(".")]
    assert dynamic & {"import_module", "__import__", "run_module", "run_path"} == (
        {"import_module"} if module == "warehouse.connection" else set()
    )


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_has_one_owner(library: str) -> None:
    """Only the owners of a library import it, and each of them does."""
    importing = {name for name, names in ALL_IMPORTS.items() if library in {other.partition(".")[0] for other in names}}
    owned = {owner: {name for name in importing if f"{name}.".startswith(f"{owner}.")} for owner in OWNERS[library]}

    assert importing == set().union(*owned.values())
    assert all(owned.values())


def test_no_circle_of_modules() -> None:
    """The modules can be put in an order."""
    fail_on_circle(IMPORTS)


def test_no_circle_of_packages() -> None:
    """Neither do sub-packages import each other in a circle. The modules beside them use them, and serve them."""
    graph: dict[str, set[str]] = {}
    for module, names in IMPORTS.items():
        inner = {package_of(name) for name in names} - {package_of(module)}
        graph.setdefault(package_of(module), set()).update(name for name in inner if "." in name)
    fail_on_circle({name: others for name, others in graph.items() if "." in name})


def test_commands_do_not_import_each_other() -> None:
    """A command is understood alone; two groups have their second half in a file of its own."""
    for module, names in IMPORTS.items():
        if module.startswith("cli.commands."):
            others = {name for name in names if name.startswith("cli.commands.")}
            assert others <= {HALVES.get(module)}, module


def test_packages_stay_small() -> None:
    """A package with more modules than that is split by subject; the registry of commands may grow."""
    counts = Counter(package_of(name) for name, path in MODULES.items() if not path.name.startswith("__"))
    counts.pop("cli.commands")

    assert {name: count for name, count in counts.items() if count > MOST_MODULES} == {}


def test_names_in_flows_are_nobody_elses() -> None:
    """Prefect may load a flow from its file, with ``flows/`` first on the path: its modules hide no others then."""
    own = {entry.stem for entry in (PROJECT / "flows").iterdir()} - {"__init__", "__main__", "__pycache__"}

    assert own & ({*STACK, *sys.stdlib_module_names} | set(packages_distributions())) == set()


def test_no_other_distribution_owns_our_names() -> None:
    """Nothing that is installed brings a package of the same name, which would be merged with ours silently."""
    owners = packages_distributions()

    assert {name: owners[name] for name in STACK if set(owners.get(name, ["wirehouse"])) != {"wirehouse"}} == {}


@pytest.mark.parametrize("module", [name for name in MODULES if name.partition(".")[0] in STACK[:2]])
def test_lower_packages_touch_nothing(module: str) -> None:
    """The parser and the schemas open no files and read no clock."""
    tree = TREES[module]
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    calls |= {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and (name := ast.unparse(node)) in _READS_WORLD
    }

    touched = {call for call in calls if call in _READS_WORLD or call.endswith((".read_text", ".read_bytes", ".open"))}
    assert touched == set()


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("warehouse.")])
def test_results_are_fetched_to_their_end(module: str) -> None:
    """No result of DuckDB's is left half fetched: a connection of 2.0 takes no frame then."""
    called = {node.attr for node in ast.walk(TREES[module]) if isinstance(node, ast.Attribute)}

    assert "fetchone" not in called
