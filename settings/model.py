"""Describe every setting: its type, default and description."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from schemas.rules import Rule, UnknownRuleError, rules_with
from settings.destinations import AlertSettings, Destination
from settings.inboxes import Inbox, find_inbox
from settings.units import SCHEDULE, SIZE
from warehouse.errors import UsageError


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
    alerts: Annotated[AlertSettings, Meta(description="What counts for all alerts; see Alerts.")] = AlertSettings()
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


TABLES: Mapping[str, tuple[str, type[Inbox] | type[Destination]]] = {
    "inbox": ("inboxes", Inbox),
    "destination": ("destinations", Destination),
}
"""The setting that several tables of a name make, and the type of each table."""
ARRAYS = {setting: name for name, (setting, _) in TABLES.items()}
"""The name of the tables that make a setting."""
ONLY_IN_FILE = ("profiles", "inboxes", "alerts", "destinations")
"""Settings that no variable can give."""
NAMES = (*(name for name in Settings.__struct_fields__ if name not in ARRAYS), "destination")
"""The names that a user writes: several inboxes are tables of the name that one has."""


def rules_in_force(settings: Settings) -> Mapping[str, Rule]:
    """Return the rules with the severities and parameters of the settings. Raises UsageError."""
    try:
        return rules_with(settings.rules)
    except UnknownRuleError as error:
        raise UsageError(str(error)) from error
