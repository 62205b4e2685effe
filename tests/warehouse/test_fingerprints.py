"""Versions of parser and contract: what runs counts, what is only read by people does not."""

import ast

import pytest

from house import PROJECT
from warehouse.runs.fingerprints import running_code

SOURCES = [path for package in ("articles", "schemas") for path in sorted((PROJECT / package).rglob("*.py"))]
CODE = '''"""A module."""

from articles.story.body import (
    read_body,
    read_head as head,
)
from articles.text.spelling import fold

LIMIT = 3  # lines
"""Lines that are read."""
MARK = "# no comment"


def first(text: str) -> str:
    """The first line."""
    # cut
    return """  # neither""" + fold(text)[:LIMIT]
'''


def without_docstrings(tree: ast.Module) -> str:
    """The code of a module as Python sees it, less docstrings and imports from us."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [  # type: ignore[attr-defined]
                one
                for one in body
                if not (
                    isinstance(one, ast.Expr)
                    and isinstance(one.value, ast.Constant)
                    and isinstance(one.value.value, str)
                )
                and not (isinstance(one, ast.ImportFrom) and one.module.split(".")[0] in {"articles", "schemas"})
            ] or [ast.Pass()]
    return ast.dump(tree)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_all_code_of_a_module_counts(path: object) -> None:
    """Nothing but comments, docstrings and the places of imports is left out of any of our modules."""
    source = path.read_text(encoding="utf-8")
    lines = running_code(source).split("\n")
    names = sum(
        len(n.names)
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.ImportFrom) and n.module.split(".")[0] in {"articles", "schemas"}
    )
    code = "\n".join(lines[names:])

    assert without_docstrings(ast.parse(without_empty(code))) == without_docstrings(ast.parse(source))


def without_empty(code: str) -> str:
    """The code with a statement in each block that held a docstring only."""
    lines = code.split("\n")
    following = [*lines[1:], ""]
    indents = [len(line) - len(line.lstrip()) for line in lines]
    return "\n".join(
        f"{line}\n{' ' * (indent + 4)}pass"
        if line.endswith(":")
        and line.lstrip().startswith(("class ", "def "))
        and len(after) - len(after.lstrip()) <= indent
        else line
        for line, after, indent in zip(lines, following, indents, strict=True)
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The first line.", "The line that stands first."),
        ("A module.", "What was a module."),
        ("Lines that are read.", "How many lines are read."),
        ("    # cut\n", ""),
        ("  # lines\n", "  # of text\n\n\n"),
        ("articles.text.spelling", "articles.spelling"),
    ],
)
def test_words_and_places_do_not_count(before: str, after: str) -> None:
    """Another docstring, comment, blank line or place of a module makes no other version."""
    assert before in CODE
    assert running_code(CODE.replace(before, after)) == running_code(CODE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("LIMIT = 3", "LIMIT = 4"),
        ("# no comment", "# still no comment"),
        ("  # neither", "  # either"),
        ("    return", "  return"),
        ("read_body", "read_all"),
        ("read_head as head", "read_tail as head"),
    ],
)
def test_code_counts(before: str, after: str) -> None:
    """Another number, text, indentation or name does."""
    assert before in CODE
    assert running_code(CODE.replace(before, after)) != running_code(CODE)
