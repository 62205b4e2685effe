"""Files of named statements: each lies beside the modules that run it, and each statement says what it does."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from house import PROJECT
from schemas.rules import RULES
from warehouse.sql import has_sql, read_sql, statements_in

OWNERS = ("warehouse", "alerts")
"""The packages that have SQL."""
ALONE = {"migrations", "reports", "checks"}
"""Folders in which a file is one statement."""
SHARED = {
    "warehouse/runs/fingerprints.py": {"load/judge"},  # a digest of the statements that judge
    "warehouse/verify/verify.py": {"runs/runs", "publish/publish"},  # verify repeats two checks of a run
}
"""Modules that run statements of another folder, with the files."""
FILES = {
    str(path.relative_to(PROJECT / package).with_suffix("")): (package, path)
    for package in OWNERS
    for path in sorted((PROJECT / package).rglob("*.sql"))
    if path.parent.name not in ALONE
}
NAMES = {file: list(statements_in(file, package)) for file, (package, _) in FILES.items()}
TREES = {
    str(path.relative_to(PROJECT)): ast.parse(path.read_text(encoding="utf-8"))
    for package in OWNERS
    for path in sorted((PROJECT / package).rglob("*.py"))
}


def text_of(node: ast.AST | None) -> str | None:
    """The text of a literal; None of anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def words_of(node: ast.AST) -> list[str | None]:
    """The literals among the arguments of a call, or the elements of a collection."""
    match node:
        case ast.Call(args=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return [text_of(part) for part in parts]
        case ast.Dict(values=values):
            return [text_of(value) for value in values]
    return []


def named_in(module: str) -> set[tuple[str, str]]:
    """Files and names of the statements that a module names."""
    words = {text for node in ast.walk(TREES[module]) if (text := text_of(node))}
    if module == "warehouse/runs/checks.py":
        words |= {f"check_{rule.name}" for rule in RULES.values() if rule.stage == "run"}
    return {(file, name) for file in words & FILES.keys() for name in words.intersection(NAMES[file])}


def misnamed_in(module: str) -> Iterator[str]:
    """Names beside the name of a file that has no such statement; among names of statements, what is none."""
    named = {name for _, name in named_in(module)}
    for node in ast.walk(TREES[module]):
        words = words_of(node)
        for file, name in pairwise(words):
            if file in FILES and name and name not in NAMES[file]:
                yield f"{file}: {name}"
        if not isinstance(node, ast.Call) and named.intersection(words) and not FILES.keys() & set(words):
            yield from {word or "no literal" for word in words} - named


@pytest.mark.parametrize("file", FILES)
def test_statements_say_what_they_are(file: str) -> None:
    """A file holds named statements only, each name once, each with a comment below it."""
    package, path = FILES[file]
    text = path.read_text(encoding="utf-8")

    assert text.startswith("-- name: ")
    assert NAMES[file] == re.findall(r"^--\s*name\b\W*(.*)$", text, re.MULTILINE)
    assert [name for name in NAMES[file] if not read_sql(file, name, package).startswith("-- ")] == []
    assert [name for name in NAMES[file] if not read_sql(file, name, package).endswith(";\n")] == []


@pytest.mark.parametrize("file", FILES)
def test_statements_are_run_beside_their_file(file: str) -> None:
    """Each statement is run by a module of its folder, and by no other without a reason."""
    folder = str(FILES[file][1].parent.relative_to(PROJECT))
    running = {name: {module for module in TREES if (file, name) in named_in(module)} for name in NAMES[file]}
    beside = {
        name: {module for module in modules if str(Path(module).parent) == folder} for name, modules in running.items()
    }

    assert [name for name in NAMES[file] if not beside[name]] == []
    assert {module for name in NAMES[file] for module in running[name] - beside[name]} == {
        module for module, files in SHARED.items() if file in files
    }


@pytest.mark.parametrize("module", TREES)
def test_statements_that_are_named_exist(module: str) -> None:
    """Code names no statement that its file does not have."""
    assert list(misnamed_in(module)) == []


def test_an_unknown_statement_is_told_with_its_file() -> None:
    """A name that a file lacks is an error that says both."""
    with pytest.raises(LookupError, match=r"^warehouse/load/write\.sql has no statement insert_nothing$"):
        read_sql("load/write", "insert_nothing")

    assert not has_sql("load/write", "insert_nothing")
