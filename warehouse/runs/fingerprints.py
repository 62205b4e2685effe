"""Which parser and which contract a row was made with: digests of the code and data, never typed by hand."""

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from schemas.rules import Rule


@cache
def parser_version(profiles: tuple[tuple[str, str], ...]) -> str:
    """Digest (12 hex digits) of the code of ``articles`` and the profiles in force (names and texts)."""
    return _digest([*_sources(files("articles")), *((name, text.encode()) for name, text in profiles)])


def contract_version(rules: Mapping[str, Rule]) -> str:
    """Digest (12 hex digits) of the models and checks (the code of ``schemas``) and of the rules in force.

    What other files and versions tell is judged in SQL: the statements ``judge_*.sql`` count as checks.
    """
    in_force = [(rule.name, repr((rule.severity, rule.parameters)).encode()) for rule in rules.values()]
    judging = _sources(files("warehouse").joinpath("sql"), begins="judge_", ends=".sql")
    return _digest([*_sources(files("schemas")), *judging, *in_force])


def _sources(room: Traversable, begins: str = "", ends: str = ".py") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(room.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith(begins) and entry.name.endswith(ends):
            yield entry.name, entry.read_bytes()


def _digest(parts: list[tuple[str, bytes]]) -> str:
    digest = sha256()
    for name, content in parts:
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]
