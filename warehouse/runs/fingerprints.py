"""Which parser and which contract a row was made with: digests of the code and data, never typed by hand.

Only what runs counts. Comments, docstrings, blank lines, the names of modules and where they lie are left out, so that
rewording or moving code does not make every article look like the work of another parser.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from schemas.rules import Rule
from warehouse.sql import read_sql

JUDGING = ("judge_history", "judge_ids")
"""The SQL statements that decide about rules, as the checks of the models do."""

_TOKEN = re.compile(
    r'''(?P<docstring>(?<=\n)[ \t]*r?"""(?:[^"\\]|\\.|"(?!""))*"""[ \t]*(?=\n))'''
    r'''|(?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')'''
    r"""|(?P<comment>[ \t]*\#[^\n]*)"""
    r"""|(?P<own_import>(?<=\n)[ \t]*from[ ](?:articles|schemas)[\w.]*[ ]import[ ](?P<names>\([^)]*\)|[^\n]*))""",
    re.DOTALL,
)
_SQL_COMMENT = re.compile(r"\s*--[^\n]*")


@cache
def parser_version(profiles: tuple[tuple[str, str], ...]) -> str:
    """Digest (12 hex digits) of the code of ``articles`` and the profiles in force (names and texts)."""
    return _digest([*_code_of(files("articles")), *(f"{name}\0{text}" for name, text in profiles)])


def contract_version(rules: Mapping[str, Rule]) -> str:
    """Digest (12 hex digits) of the models and checks (the code of ``schemas``) and of the rules in force.

    What other files and versions tell is judged in SQL: those statements count as checks.
    """
    in_force = [f"{rule.name}\0{(rule.severity, rule.parameters)!r}" for rule in rules.values()]
    judging = [_SQL_COMMENT.sub("", read_sql("load/judge", name)) for name in JUDGING]
    return _digest([*_code_of(files("schemas")), *judging, *in_force])


def running_code(source: str) -> str:
    """The source of a module without comments, docstrings and blank lines; of imports from us the names, in order."""
    imported: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if found["own_import"]:
            imported.extend(re.findall(r"\w+(?: as \w+)?", found["names"]))
        return found["string"] or ""

    code = _TOKEN.sub(keep, f"\n{source}")
    return "\n".join([*sorted(imported), *(line for line in code.split("\n") if line.strip())])


def _code_of(package: Traversable) -> Iterator[str]:
    for entry in package.iterdir():
        if entry.is_dir():
            yield from _code_of(entry)
        elif entry.name.endswith(".py"):
            yield running_code(entry.read_text(encoding="utf-8"))


def _digest(parts: Iterable[str]) -> str:
    digests = sorted(sha256(part.encode()).digest() for part in parts)
    return sha256(b"".join(digests)).hexdigest()[:12]
