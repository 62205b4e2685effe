"""The settings: wirehouse.toml, then WIREHOUSE_* variables, then flags; the later wins. Read once, at the edge."""

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct, ValidationError, convert

from flows.errors import UsageError
from schemas.rules import Rule, UnknownRuleError, rules_with

PREFIX = "WIREHOUSE_"
DEFAULT_FILE = Path("wirehouse.toml")


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every setting of wirehouse."""

    inbox: Annotated[Path, Meta(description="The directory that the crawlers write into.")] = Path("seeds")
    home: Annotated[Path, Meta(description="The directory of the warehouse's files.")] = Path("var")
    patterns: Annotated[tuple[str, ...], Meta(min_length=1, description="File names that are taken.")] = ("*.txt",)
    profile: Annotated[
        str,
        Meta(description="The outlet's profile: auto (the text's marks decide), a name, or the path of a .toml file."),
    ] = "auto"
    settle: Annotated[float, Meta(ge=0, le=3600, description="Seconds in which a file must not change.")] = 1.0
    lock_timeout: Annotated[float, Meta(ge=0, description="Seconds to wait for another run.")] = 60.0
    max_file_size: Annotated[int, Meta(ge=1, description="Bytes; a larger file is withheld as too_large.")] = 10_000_000
    batch_files: Annotated[int, Meta(ge=1, le=100_000, description="Files per transaction.")] = 5_000
    batch_bytes: Annotated[int, Meta(ge=1_000, description="Bytes per transaction.")] = 64_000_000
    workers: Annotated[int, Meta(ge=0, le=256, description="Parser processes; 0 for one per core.")] = 0
    memory_limit: Annotated[
        str, Meta(pattern=r"^\d+(\.\d+)? ?[KMGT]i?B$", description="What the loader's DuckDB may use.")
    ] = "256MB"
    rules: Annotated[
        dict[str, str | dict[str, str | int | float]],
        Meta(description="By rule a severity (error, warning or off), or a table of severity and parameters."),
    ] = {}


NAMES = Settings.__struct_fields__
_TABLES = ("rules",)
_LISTS = ("patterns",)


def load_settings(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """Merge file, environment and flags.

    ``file`` must exist if it is given; without it ``wirehouse.toml`` is read if there is one. Flags that are
    None were not given. Raises UsageError that names the source, the key and, for an unknown key, the nearest.
    """
    merged: dict[str, Any] = {}
    for source, layer in _layers(file, flags or {}).items():
        tables = {
            name: _laid_over(merged.get(name, {}), layer[name]) for name in _TABLES if isinstance(layer.get(name), dict)
        }
        merged |= layer | tables
        _check(merged, source, layer)
    return convert(merged, Settings, strict=False, dec_hook=_as_path)


def rules_in_force(settings: Settings) -> Mapping[str, Rule]:
    """The rules under the settings. Raises UsageError."""
    try:
        return rules_with(settings.rules)
    except UnknownRuleError as error:
        raise UsageError(str(error)) from error


def sources_of_rules(file: Path | None = None) -> dict[str, str]:
    """Where each severity and parameter that is set comes from, by ``volume.severity`` and the like.

    Raises UsageError as load_settings does.
    """
    return {
        f"{rule}.{key}": source
        for source, layer in _layers(file, {}).items()
        for rule, choice in layer.get("rules", {}).items()
        for key in _as_table(choice)
    }


def _layers(file: Path | None, flags: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What each source sets, by its name, the last one first to be asked."""
    return {
        str(file or DEFAULT_FILE): _from_file(file),
        "environment": _from_environment(),
        "command line": {name: value for name, value in flags.items() if value is not None},
    }


def _laid_over(before: dict[str, Any], layer: dict[str, Any]) -> dict[str, Any]:
    """The rules of one source on top of those before it: a severity leaves the parameters alone, and they it."""
    merged = dict(before)
    for name, choice in layer.items():
        both = isinstance(choice, dict) or isinstance(merged.get(name), dict)
        merged[name] = {**_as_table(merged.get(name, {})), **_as_table(choice)} if both else choice
    return merged


def _as_table(choice: Any) -> dict[str, Any]:
    return choice if isinstance(choice, dict) else {"severity": choice}


def _from_file(file: Path | None) -> dict[str, Any]:
    if file is None and not DEFAULT_FILE.exists():
        return {}
    path = file or DEFAULT_FILE
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"
        raise UsageError(msg) from error
    for key in values:
        _require_known(key, f"{path}: {key}")
    return values


def _from_environment() -> dict[str, Any]:
    """The variables with our prefix.

    WIREHOUSE_SETTLE=2; WIREHOUSE_PATTERNS='*.txt,*.text'; WIREHOUSE_RULES__TRUNCATED=error;
    WIREHOUSE_RULES__VOLUME__THRESHOLD=4.
    """
    found: dict[str, Any] = {}
    for variable, value in os.environ.items():
        if not variable.startswith(PREFIX):
            continue
        key, _, inner = variable.removeprefix(PREFIX).lower().partition("__")
        _require_known(key, f"environment: {variable}")
        if (key in _TABLES) is not bool(inner):
            msg = f"environment: {variable}: write {PREFIX}RULES__<RULE>=<severity>, and no __ elsewhere"
            raise UsageError(msg)
        if inner:
            name, _, parameter = inner.partition("__")
            chosen = {name: {parameter: value} if parameter else value}
            found[key] = _laid_over(found.get(key, {}), chosen)
        else:
            found[key] = value.split(",") if key in _LISTS else value
    return found


def _require_known(key: str, told: str) -> None:
    if key not in NAMES:
        nearest = get_close_matches(key, NAMES, n=1, cutoff=0)
        msg = f"{told}: there is no such setting; did you mean {nearest[0]}?"
        raise UsageError(msg)


def _check(merged: dict[str, Any], source: str, layer: dict[str, Any]) -> None:
    """Raise UsageError for the first value of this layer that is not as it must be."""
    try:
        convert(merged, Settings, strict=False, dec_hook=_as_path)
    except ValidationError as error:
        fault, _, where = str(error).partition(" - at ")
        key = (re.findall(r"\$\.(\w+)", where) or ["?"])[0]
        msg = f"{source}: {key} = {layer.get(key)!r}: {fault[:1].lower()}{fault[1:]}"
        raise UsageError(msg) from error


def _as_path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, (str, Path)):
        return Path(value)
    msg = f"expected a path, got {value!r}"
    raise ValueError(msg)
