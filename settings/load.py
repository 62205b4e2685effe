"""Read the settings: wirehouse.toml, then WIREHOUSE_* variables, then flags; the later wins. Read once, at the edge."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from msgspec import Meta, ValidationError, convert
from msgspec.structs import fields, replace

from articles.text.spelling import did_you_mean
from schemas.rules import RULES
from settings.destinations import AlertSettings, Destination, check_alerts
from settings.inboxes import Inbox, check_inboxes, find_inbox
from settings.model import ARRAYS, NAMES, ONLY_IN_FILE, TABLES, Settings
from settings.units import EXPECTED, check_timezone
from warehouse.errors import UsageError

PREFIX = "WIREHOUSE_"
DEFAULT_FILE = Path("wirehouse.toml")
ENVIRONMENT = "environment"

Key = tuple[str, ...]
"""A setting, or a key in its table: (settle,), (rules, volume, weeks), (alerts, remind), (inboxes, 1, path)."""

_TYPES = {
    kind: {field.name: field.type for field in fields(kind)} for kind in (Settings, AlertSettings, Inbox, Destination)
}
_INNER_TYPES = {"rules": str | int | float, "profiles": str}
"""The type of each value in a table whose keys are free."""
_LISTS = ("patterns",)
"""Settings whose variable holds several values, with commas between them."""
_TO_THE_END = re.compile(r"(\w[\w+.-]*://).*", re.DOTALL)


class Given(NamedTuple):
    """A converted value and its source: the name of the file, ``environment`` or ``command line``."""

    value: Any
    source: str


def load_settings(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """Merge file, environment and flags.

    ``file`` must exist if it is given; without it ``wirehouse.toml`` is read if there is one. Flags that are
    None were not given. An inbox that is named by a variable or a flag is the only one; the tables say what
    counts for it. Raises UsageError that names the source, the key and, for an unknown key, the nearest.
    """
    given = read_sources(file, flags)
    settings = build_settings(given)
    return settings.for_inbox(settings.inbox) if ("inbox",) in given else settings


def load_every_inbox(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """Merge them with the tables of all inboxes, even if one is named: for work on stored files of any inbox.

    Raises UsageError as load_settings does.
    """
    return build_settings(read_sources(file, flags))


def read_sources(file: Path | None, flags: Mapping[str, Any] | None) -> dict[Key, Given]:
    """Return each value that is given, with its source; the later source wins. Raises UsageError."""
    layers: dict[str, dict[Key, Any]] = {
        str(file or DEFAULT_FILE): _read_file(file),
        ENVIRONMENT: _read_environment(),
        "command line": {(name,): value for name, value in (flags or {}).items() if value is not None},
    }
    return {
        key: Given(_convert(key, value, source), source)
        for source, layer in layers.items()
        for key, value in layer.items()
    }


def build_settings(given: Mapping[Key, Given]) -> Settings:
    """Return the settings with all their inboxes. Raises UsageError for values that contradict each other."""
    tables: dict[str, Any] = {}
    for key, (value, _) in given.items():
        table = tables
        for part in key[:-1]:
            table = table.setdefault(part, {})
        table[key[-1]] = value
    for setting, kind in TABLES.values():
        tables[setting] = tuple(kind(**table) for table in tables.get(setting, {}).values())
    tables["alerts"] = AlertSettings(**tables.get("alerts", {}))
    tables["rules"] = {
        rule: table["severity"] if table.keys() == {"severity"} else table
        for rule, table in tables.get("rules", {}).items()
    }
    settings = Settings(**tables)
    check_timezone(settings.timezone)
    check_inboxes(settings.inboxes)
    check_alerts(settings.alerts, settings.destinations)
    return replace(settings, destinations=tuple(_with_paths(one, settings.inboxes) for one in settings.destinations))


def sources_of_rules(file: Path | None = None) -> dict[str, str]:
    """Return the source of each severity and parameter that is set, by ``volume.severity`` and the like.

    Raises UsageError as load_settings does.
    """
    given = read_sources(file, None)
    return {".".join(key[1:]): source for key, (_, source) in given.items() if key[0] == "rules"}


def _with_paths(destination: Destination, inboxes: Sequence[Inbox]) -> Destination:
    """Return the destination with paths in place of names of inboxes. Raises UsageError for an unknown name."""
    paths = []
    for name in destination.inboxes:
        inbox = find_inbox(inboxes, Path(name))
        if inbox is None and inboxes:
            hint = did_you_mean(name, [one.label for one in inboxes])
            raise UsageError(f"destination {destination.name}: inboxes: there is no inbox {name}{hint}")
        paths.append(str(inbox.path) if inbox else name)
    return replace(destination, inboxes=tuple(paths))


def _read_file(file: Path | None) -> dict[Key, Any]:
    if file is None and not DEFAULT_FILE.exists():
        return {}
    path = file or DEFAULT_FILE
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        twice = "; a key stands there twice, or as a value and as a table" if "overwrite" in str(error) else ""
        msg = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}{twice}"
        raise UsageError(msg) from error
    return {key: value for name in values for key, value in _flatten(name, values[name], path)}


def _flatten(name: str, value: Any, file: Path) -> Iterator[tuple[Key, Any]]:
    """Yield the values of a setting in the file, key by key. Raises UsageError for an unknown key."""
    _require_known(name, f"{file}: {name}", NAMES)
    if name in TABLES and value and isinstance(value, list):
        setting, kind = TABLES[name]
        for number, table in enumerate(value, 1):
            yield from _flatten_table((setting, str(number)), kind, table, f"{file}: [[{name}]] {number}")
    elif name == "destination":
        raise UsageError(f"{file}: destination: write a table for each, as in [[destination]]")
    elif name == "alerts":
        yield from _flatten_table((name,), AlertSettings, value, f"{file}: [alerts]")
    elif name in _INNER_TYPES:
        if not isinstance(value, dict):
            raise UsageError(f"{file}: {name} = {_hidden(repr(value))}: expected a table of {name}, as in [{name}]")
        for inner, choice in value.items():
            yield from _flatten_rule(inner, choice, file) if name == "rules" else [((name, inner), choice)]
    else:
        yield (name,), value


def _flatten_table(
    key: Key, kind: type[Inbox | Destination | AlertSettings], table: Any, place: str
) -> Iterator[tuple[Key, Any]]:
    if not isinstance(table, dict):
        raise UsageError(f"{place}: expected a table of keys and values")
    for name in table:
        _require_known(name, f"{place}: {name}", kind.__struct_fields__)
    for field in fields(kind):
        if field.required and field.name not in table:
            raise UsageError(f"{place}: object missing required field `{field.name}`")
    for name, value in table.items():
        yield (*key, name), value


def _flatten_rule(rule: str, choice: Any, file: Path) -> Iterator[tuple[Key, Any]]:
    if not isinstance(choice, str | dict):
        expected = "expected a severity (error, warning or off), or a table of parameters"
        raise UsageError(f"{file}: rules.{rule} = {choice!r}: {expected}")
    if not choice and rule not in RULES:
        raise UsageError(f"{file}: [rules] {rule}: there is no such rule{did_you_mean(rule, RULES)}")
    for key, value in (choice if isinstance(choice, dict) else {"severity": choice}).items():
        yield ("rules", rule, key), value


def _read_environment() -> dict[Key, Any]:
    """Return the variables with our prefix.

    WIREHOUSE_SETTLE=2; WIREHOUSE_PATTERNS='*.txt,*.text'; WIREHOUSE_RULES__TRUNCATED=error;
    WIREHOUSE_RULES__VOLUME__THRESHOLD=4.
    """
    found: dict[Key, Any] = {}
    for variable, value in os.environ.items():
        if not variable.startswith(PREFIX):
            continue
        place = f"{ENVIRONMENT}: {variable}"
        name, _, inner = variable.removeprefix(PREFIX).lower().partition("__")
        _require_known(name, place, NAMES)
        if name in ONLY_IN_FILE or name not in _TYPES[Settings]:
            raise UsageError(f"{place}: {name} can only be set in {DEFAULT_FILE}")
        if (name == "rules") is not bool(inner):
            raise UsageError(f"{place}: write {PREFIX}RULES__<RULE>=<severity>, and no __ elsewhere")
        rule, _, parameter = inner.partition("__")
        key = (name, rule, parameter or "severity") if rule else (name,)
        found[key] = value.split(",") if name in _LISTS else value
    return found


def _require_known(name: str, place: str, known: Sequence[str]) -> None:
    if name not in known:
        raise UsageError(f"{place}: there is no such setting{did_you_mean(name, known)}")


def _convert(key: Key, value: Any, source: str) -> Any:
    """Return the value in the type of its key. Raises UsageError that names source, key and what is expected."""
    kind = _type_of(key)
    try:
        return convert(value, kind, strict=False, dec_hook=_as_path)
    except ValidationError as error:
        shown = "" if key[-1].startswith("url") else f" = {_hidden(repr(value))}"
        expected = "one word or number" if key[0] == "rules" else next(_forms(kind), None)
        fault = f"expected {expected}" if expected else _hidden(_fault(error))  # it may repeat the value
        raise UsageError(f"{source}: {_label(key)}{shown}: {fault}") from error


def _type_of(key: Key) -> Any:
    name = key[0]
    if name in _INNER_TYPES:
        return _INNER_TYPES[name]
    kind = TABLES[ARRAYS[name]][1] if name in ARRAYS else AlertSettings if name == "alerts" else Settings
    return _TYPES[kind][key[-1]]


def _label(key: Key) -> str:
    """Return a key as the file has it."""
    name, *inner = key
    if name in ARRAYS:
        return f"[[{ARRAYS[name]}]] {inner[0]}: {inner[1]}"
    return f"[alerts]: {inner[0]}" if name == "alerts" else ".".join(key)


def _forms(kind: Any) -> Iterator[str]:
    """Yield the words for each form that a type demands."""
    for part in get_args(kind):
        if isinstance(part, Meta) and part.pattern in EXPECTED:
            yield EXPECTED[part.pattern]
        yield from _forms(part)


def _fault(error: ValidationError) -> str:
    """Return the words of msgspec, without the place inside the value."""
    text = str(error).partition(" - at ")[0]
    return f"{text[:1].lower()}{text[1:]}"


def _hidden(text: str) -> str:
    """Return a text with asterisks in place of an address and all that follows: it may hold a password."""
    return _TO_THE_END.sub(r"\1***", text)


def _as_path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, (str, Path)):
        return Path(value)
    msg = f"expected a path, got {value!r}"
    raise ValueError(msg)
