"""The settings: wirehouse.toml, then WIREHOUSE_* variables, then flags; the later wins. Read once, at the edge."""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert
from msgspec.structs import replace

from articles.text.spelling import did_you_mean
from schemas.rules import Rule, UnknownRuleError, rules_with
from settings.destinations import Alerts, Destination, check_alerts
from settings.inboxes import Inbox, check_inboxes, find_inbox
from settings.quiet import QUIET, RATE, SPAN
from settings.schedules import SCHEDULE, check_timezone
from settings.sizes import SIZE
from warehouse.errors import UsageError

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
    memory_limit: Annotated[str, Meta(pattern=SIZE, description="What the loader's DuckDB may use.")] = "256MB"
    sql_timeout: Annotated[
        float, Meta(ge=0.1, le=86_400, description="Seconds that a query of wirehouse sql may take.")
    ] = 60.0
    sql_memory: Annotated[str, Meta(pattern=SIZE, description="What a query may use.")] = "1GB"
    sql_output: Annotated[str, Meta(pattern=SIZE, description="How large its answer may be.")] = "1GB"
    schedule: Annotated[
        str,
        Meta(pattern=SCHEDULE, description="When a served ingest runs: every 30s, 15m, 6h or 1d, a cron line, or off."),
    ] = "15m"
    digest_schedule: Annotated[
        str, Meta(pattern=SCHEDULE, description="When serve makes the digest: as schedule, or off.")
    ] = "0 7 * * *"
    verify_schedule: Annotated[
        str, Meta(pattern=SCHEDULE, description="When a served verify runs: written as schedule is, or off.")
    ] = "40 2 * * *"
    timezone: Annotated[str, Meta(min_length=1, description="The time zone of cron lines, as in Asia/Ho_Chi_Minh.")] = (
        "UTC"
    )
    retries: Annotated[int, Meta(ge=0, le=10, description="How often a served run is tried again if it fails.")] = 2
    retry_delay: Annotated[int, Meta(ge=0, le=86_400, description="Seconds before it is tried again.")] = 60
    run_timeout: Annotated[int, Meta(ge=1, description="Seconds after which a run in Prefect is ended.")] = 21_600
    concurrency: Annotated[int, Meta(ge=1, le=100, description="Served runs of one inbox at a time.")] = 1
    collision: Annotated[
        Literal["cancel_new", "enqueue"],
        Meta(description="What becomes of a run that would be one too many: cancel_new or enqueue."),
    ] = "cancel_new"
    port: Annotated[int, Meta(ge=1, le=65_535, description="Where serve starts a Prefect server, on loopback.")] = 4200
    reconcile: Annotated[
        float, Meta(ge=1, le=86_400, description="Seconds after which the watcher looks at an inbox unasked.")
    ] = 60.0
    reports: Annotated[Path | None, Meta(description="A directory of reports of your own, as .sql files.")] = None
    rules: Annotated[
        dict[str, str | dict[str, str | int | float]],
        Meta(description="By rule a severity (error, warning or off), or a table of severity and parameters."),
    ] = {}
    profiles: Annotated[
        dict[str, str],
        Meta(description="Profiles by pattern of the path inside the inbox, as in .gitignore; the first that fits."),
    ] = {}
    inboxes: Annotated[
        tuple[Inbox, ...], Meta(description="Several inboxes, a table each, in place of the one path.")
    ] = ()
    alerts: Annotated[Alerts, Meta(description="What counts for all alerts; see Alerts.")] = Alerts()
    destinations: Annotated[
        tuple[Destination, ...], Meta(description="Where alerts go, a table each; see Alerts.")
    ] = ()

    def each_inbox(self) -> tuple["Settings", ...]:
        """The settings of every inbox that is configured: those of one run each."""
        return tuple(self._for(inbox) for inbox in self.inboxes) or (self,)

    def for_inbox(self, given: Path) -> "Settings":
        """The settings of one inbox, given by its path or name; the general ones if no table is about it."""
        inbox = find_inbox(self.inboxes, given)
        return self._for(inbox) if inbox else replace(self, inbox=given, inboxes=())

    def _for(self, inbox: Inbox) -> "Settings":
        """The settings with what a table says in their place; a profile of its own sets aside the general patterns."""
        own = inbox.profile is not None or inbox.profiles is not None
        return replace(
            self,
            inbox=inbox.path,
            inboxes=(),
            patterns=inbox.patterns or self.patterns,
            profile=inbox.profile or self.profile,
            schedule=inbox.schedule or self.schedule,
            profiles=(inbox.profiles or {}) if own else self.profiles,
        )


TABLES = {"inbox": ("inboxes", Inbox), "destination": ("destinations", Destination)}
"""What may be written as several tables of a name: the setting that they make, and what each of them is."""
ONLY_IN_FILE = ("profiles", "inboxes", "alerts", "destinations")
"""Settings that no variable can give."""
_NAMES = (*(name for name in Settings.__struct_fields__ if name not in {"inboxes", "destinations"}), "destination")
"""The names that a user writes: several inboxes are tables of the name that one has."""
_TO_THE_END = re.compile(r"(\w[\w+.-]*://).*", re.DOTALL)
_ADDRESS = re.compile(r"(\w[\w+.-]*://)\S+")
_IN_WORDS = {
    SCHEDULE: "an interval (30s, 15m, 6h, 1d), a cron line of five fields, or off",
    SIZE: "a size, as in 512MB or 2GB",
    SPAN: "a span (30m, 12h, 1d), or nothing",
    QUIET: "two times of day, as in 22:00-07:00, or nothing",
    RATE: "a rate (1/m, 10/h, 50/d), or nothing",
}
"""What a value of a form must be: a person reads no regular expression."""
_MERGED = ("rules",)
_LISTS = ("patterns",)


def load_settings(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """Merge file, environment and flags.

    ``file`` must exist if it is given; without it ``wirehouse.toml`` is read if there is one. Flags that are
    None were not given. An inbox that is named by a variable or a flag is the only one; the tables say what
    counts for it. Raises UsageError that names the source, the key and, for an unknown key, the nearest.
    """
    layers = read_layers(file, flags)
    settings = merge_layers(layers)
    given = any("inbox" in layer for layer in layers.values())
    return settings.for_inbox(settings.inbox) if given else settings


def load_every_inbox(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """The same with the tables of all inboxes, also if one is named: for what is about stored files of any of them.

    Raises UsageError as load_settings does.
    """
    return merge_layers(read_layers(file, flags))


def merge_layers(layers: Mapping[str, Mapping[str, Any]]) -> Settings:
    """The settings with all their inboxes, the later source winning; rules are merged one by one.

    Raises UsageError as load_settings does.
    """
    merged: dict[str, Any] = {}
    for source, layer in layers.items():
        tables = {name: _laid_over(merged.get(name, {}), layer[name]) for name in _MERGED if _is_table(layer.get(name))}
        merged |= {**layer, **tables}
        _check(merged, source, layer)
    settings = convert(merged, Settings, strict=False, dec_hook=_as_path)
    check_timezone(settings.timezone)
    check_inboxes(settings.inboxes)
    check_alerts(settings.alerts, settings.destinations)
    return replace(settings, destinations=tuple(_with_paths(one, settings.inboxes) for one in settings.destinations))


def _with_paths(destination: Destination, inboxes: Sequence[Inbox]) -> Destination:
    """The destination with the paths of its inboxes in place of their names. Raises UsageError for a name of none."""
    paths = []
    for given in destination.inboxes:
        inbox = find_inbox(inboxes, Path(given))
        if inbox is None and inboxes:
            hint = did_you_mean(given, [one.title for one in inboxes])
            raise UsageError(f"destination {destination.name}: inboxes: there is no inbox {given}{hint}")
        paths.append(str(inbox.path) if inbox else given)
    return replace(destination, inboxes=tuple(paths))


def read_layers(file: Path | None, flags: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """What each source gives, the later ones winning: the file by its name, ``environment``, ``command line``."""
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    return {str(file or DEFAULT_FILE): _from_file(file), "environment": _from_environment(), "command line": given}


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
        for source, layer in read_layers(file, None).items()
        for rule, choice in layer.get("rules", {}).items()
        for key in _as_table(choice)
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
        twice = "; a key stands there twice, or as a value and as a table" if "overwrite" in str(error) else ""
        msg = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}{twice}"
        raise UsageError(msg) from error
    for key in values:
        _require_known(key, f"{path}: {key}")
    for name, (setting, kind) in TABLES.items():
        if name == "destination" and not isinstance(values.get(name, []), list):
            raise UsageError(f"{path}: destination: write a table for each, as in [[destination]]")
        if values.get(name) and isinstance(values[name], list):
            values[setting] = values.pop(name)
            for number, table in enumerate(values[setting], 1):
                for key in table if _is_table(table) else ():
                    _require_known(key, f"{path}: [[{name}]] {number}: {key}", kind.__struct_fields__)
    for key in values["alerts"] if _is_table(values.get("alerts")) else ():
        _require_known(key, f"{path}: [alerts]: {key}", Alerts.__struct_fields__)
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
        if key in ONLY_IN_FILE:
            msg = f"environment: {variable}: {key} can only be set in {DEFAULT_FILE}"
            raise UsageError(msg)
        if (key in _MERGED) is not bool(inner):
            msg = f"environment: {variable}: write {PREFIX}RULES__<RULE>=<severity>, and no __ elsewhere"
            raise UsageError(msg)
        if inner:
            name, _, parameter = inner.partition("__")
            chosen = {name: {parameter: value} if parameter else value}
            found[key] = _laid_over(found.get(key, {}), chosen)
        else:
            found[key] = value.split(",") if key in _LISTS else value
    return found


def _require_known(key: str, told: str, names: Sequence[str] = _NAMES) -> None:
    if key not in names:
        msg = f"{told}: there is no such setting{did_you_mean(key, names)}"
        raise UsageError(msg)


def _check(merged: dict[str, Any], source: str, layer: Mapping[str, Any]) -> None:
    """Raise UsageError for the first value of this layer that is not as it must be."""
    try:
        convert(merged, Settings, strict=False, dec_hook=_as_path)
    except ValidationError as error:
        fault, _, where = str(error).partition(" - at ")
        told = _fault_of_rules(layer.get("rules")) if where.startswith("`$.rules") else None
        fault = _hidden(_in_words(f"{fault[:1].lower()}{fault[1:]}"))  # it may repeat the value
        msg = f"{source}: {told or f'{_named(where, layer)}: {fault}'}"
        raise UsageError(msg) from error


def _in_words(fault: str) -> str:
    """What is wrong, with the form that was expected in words."""
    return next((f"expected {form}" for regex, form in _IN_WORDS.items() if fault.endswith(repr(regex))), fault)


def _fault_of_rules(rules: Any) -> str | None:
    """The first rule that is given what no rule can be given."""
    if not _is_table(rules):
        return f"rules = {rules!r}: expected a table of rules, as in [rules]"
    for name, choice in rules.items():
        if not isinstance(choice, str | dict):
            return f"rules.{name} = {choice!r}: expected a severity (error, warning or off), or a table of parameters"
        for key, value in _as_table(choice).items():
            if not isinstance(value, str | int | float):
                return f"rules.{name}.{key} = {value!r}: expected one word or number"
    return None


def _named(where: str, layer: Mapping[str, Any]) -> str:
    """The key and value that msgspec points at with ``$.key`` or ``$.inboxes[0].key``."""
    if in_table := re.search(r"\$\.(inboxes|destinations)\[(\d+)\](?:\.(\w+))?", where):
        setting, number, key = in_table[1], int(in_table[2]), in_table[3]
        name = next(name for name, (made, _) in TABLES.items() if made == setting)
        given = layer[setting][number]
        shown = f"{key} = {_hidden(repr(given[key]))}" if key and not key.startswith("url") else key
        return f"[[{name}]] {number + 1}" + (f": {shown}" if key else "")
    if in_alerts := re.match(r"`\$\.alerts\.(\w+)", where):
        return f"[alerts]: {in_alerts[1]} = {layer['alerts'][in_alerts[1]]!r}"
    key = (re.findall(r"\$\.(\w+)", where) or ["?"])[0]
    return f"{key} = {masked(layer.get(key))!r}"


def _hidden(text: str) -> str:
    """A text without an address and what follows it."""
    return _TO_THE_END.sub(r"\1***", text)


def masked(value: Any) -> Any:
    """A value without what only its owner should know: of an address there is the scheme."""
    if isinstance(value, str):
        return _ADDRESS.sub(r"\1***", value)
    return [masked(item) for item in value] if isinstance(value, list | tuple) else value


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _as_path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, (str, Path)):
        return Path(value)
    msg = f"expected a path, got {value!r}"
    raise ValueError(msg)
