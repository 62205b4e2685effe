"""Which parser and which contract a row was made with: digests of the code and data, never typed by hand."""

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from schemas.rules import Rule


@cache
def parser_version(profiles: tuple[tuple[str, str], ...]) -> str:
    """Digest (12 hex digits) of the code of ``articles`` and the profiles in use (names and texts)."""
    return _digest([*_sources(files("articles")), *((name, text.encode()) for name, text in profiles)])


def contract_version(rules: Mapping[str, Rule]) -> str:
    """Digest (12 hex digits) of the models and checks (the code of ``schemas``) and of the rules in force."""
    in_force = [(rule.name, repr((rule.severity, rule.parameters)).encode()) for rule in rules.values()]
    return _digest([*_sources(files("schemas")), *in_force])


def _sources(room: Traversable) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(room.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".py"):
            yield entry.name, entry.read_bytes()


def _digest(parts: list[tuple[str, bytes]]) -> str:
    digest = sha256()
    for name, content in parts:
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]
