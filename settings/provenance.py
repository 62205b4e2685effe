"""Where each setting came from."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import to_builtins
from msgspec.structs import asdict

from settings.destinations import scheme_of
from settings.load import PREFIX, TABLES, masked, merge_layers, read_layers

_Layers = Mapping[str, Mapping[str, Any]]


class Traced(NamedTuple):
    """One setting, its value, and its source; a rule, a pattern and a key of an inbox are settings too."""

    setting: str
    value: Any
    source: str


def trace_settings(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> list[Traced]:
    """Every setting with its value as JSON has it, and the source that gave it.

    Addresses are masked but for their scheme: they may hold a password. Raises UsageError as load_settings does.
    """
    layers = read_layers(file, flags)
    settings = merge_layers(layers)
    traced = [
        entry._replace(value=masked(to_builtins(entry.value, enc_hook=str)))
        for name, value in asdict(settings).items()
        for entry in _trace(name, value, layers)
    ]
    no_default = settings.inboxes and not any("inbox" in layer for layer in layers.values())
    return [entry for entry in traced if not (no_default and entry.setting == "inbox")]


def _trace(name: str, value: Any, layers: _Layers) -> Iterator[Traced]:
    written = {setting: table for table, (setting, _) in TABLES.items()}
    if name in written:
        for number, table in enumerate(value, 1):
            for key, inner in asdict(table).items():
                if inner is not None:
                    label = f"[[{written[name]}]] {number}: {key}"
                    yield from _trace_table(label, _address_masked(key, inner), _source(name, layers))
    elif name == "alerts":
        for key, inner in asdict(value).items():
            yield Traced(f"alerts.{key}", inner, _source(name, layers, key))
    elif isinstance(value, dict) and value:
        for key, inner in value.items():
            yield Traced(f"{name}.{key}", inner, _source(name, layers, key))
    else:
        yield Traced(name, value, _source(name, layers))


def _address_masked(key: str, value: Any) -> Any:
    """The address of a destination: what follows the scheme is masked, whatever it looks like."""
    return f"{scheme_of(value)}://***" if key == "url" else value


def _trace_table(label: str, value: Any, source: str) -> Iterator[Traced]:
    """A value of an inbox; each pattern of a table of them for itself."""
    if isinstance(value, dict):
        yield from (Traced(f"{label}.{key}", inner, source) for key, inner in value.items())
    else:
        yield Traced(label, value, source)


def _source(name: str, layers: _Layers, key: str | None = None) -> str:
    """The last source that gives a setting, or one key of it."""
    giving = [source for source, layer in layers.items() if name in layer and (key is None or key in layer[name])]
    source = giving[-1] if giving else "default"
    if source != "environment":
        return source
    return f"environment: {PREFIX}{name.upper()}" + (f"__{key.upper()}" if key else "")
