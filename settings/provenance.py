"""Trace each setting to its source."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import to_builtins
from msgspec.structs import asdict

from settings.destinations import scheme_of
from settings.load import ENVIRONMENT, PREFIX, Given, Key, build_settings, read_sources
from settings.model import ARRAYS, Settings

_ADDRESS = re.compile(r"(\w[\w+.-]*://)\S+")


class Traced(NamedTuple):
    """One setting, its value, and its source; a rule, a pattern and a key of a table are settings too."""

    setting: str
    value: Any
    source: str


def trace_settings(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> list[Traced]:
    """Return every setting with its value as JSON has it, and its source.

    Addresses are masked but for their scheme: they may hold a password. Raises UsageError as load_settings does.
    """
    given = read_sources(file, flags)
    settings = build_settings(given)
    traced = [
        Traced(label, _masked(to_builtins(value, enc_hook=str)), _source(key, given))
        for label, value, key in _list_values(settings)
    ]
    no_default = settings.inboxes and ("inbox",) not in given
    return [entry for entry in traced if not (no_default and entry.setting == "inbox")]


def _list_values(settings: Settings) -> Iterator[tuple[str, Any, Key]]:
    """Yield the label of each setting, its value, and its key, or the beginning of the keys that it is made of."""
    for name, value in asdict(settings).items():
        if name in ARRAYS:
            for number, table in enumerate(value, 1):
                for key, inner in asdict(table).items():
                    yield from _list_table(f"[[{ARRAYS[name]}]] {number}: {key}", inner, (name, str(number), key))
        elif name == "alerts":
            yield from ((f"{name}.{key}", inner, (name, key)) for key, inner in asdict(value).items())
        elif isinstance(value, dict) and value:
            yield from ((f"{name}.{key}", inner, (name, key)) for key, inner in value.items())
        else:
            yield name, value, (name,)


def _list_table(label: str, value: Any, key: Key) -> Iterator[tuple[str, Any, Key]]:
    """Yield a value of an inbox or a destination, and each of its patterns by itself; nothing for a missing one."""
    if isinstance(value, dict):
        yield from ((f"{label}.{pattern}", inner, key) for pattern, inner in value.items())
    elif value is not None:
        yield label, f"{scheme_of(value)}://***" if key[-1] == "url" else value, key


def _masked(value: Any) -> Any:
    """Return a value with asterisks in place of what follows the scheme of an address."""
    if isinstance(value, str):
        return _ADDRESS.sub(r"\1***", value)
    return [_masked(item) for item in value] if isinstance(value, list | tuple) else value


def _source(key: Key, given: Mapping[Key, Given]) -> str:
    """Return the source of a setting: several if a rule's severity and parameters have different ones."""
    sources = (_named(source, other) for other, (_, source) in given.items() if other[: len(key)] == key)
    return ", ".join(dict.fromkeys(sources)) or "default"


def _named(source: str, key: Key) -> str:
    """Return the source with the variable, if it is the environment."""
    if source != ENVIRONMENT:
        return source
    return f"{ENVIRONMENT}: {PREFIX}" + "__".join(part.upper() for part in key if part != "severity")
