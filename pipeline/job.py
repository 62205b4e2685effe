"""The job of one run: settings resolved, rules and profiles read, the run named."""

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from alerts.routing import Alerting, alerting_of
from schemas.rules import Rule
from settings.inboxes import path_text
from settings.model import Settings, rules_in_force
from settings.profiles import Profiles, read_profiles
from warehouse.errors import UsageError, WarehouseError
from warehouse.home import published
from warehouse.queries.status import knows_inbox
from warehouse.runs.fingerprints import contract_version, parser_version
from warehouse.runs.runs import Run


@dataclass(frozen=True, slots=True)
class Job:
    """One run's settings, rules (with the severities in force), profiles, row, clock, and where alerts go."""

    settings: Settings
    rules: Mapping[str, Rule]
    profiles: Profiles
    run: Run
    dry_run: bool
    on_progress: Callable[[int, int], None]
    clock: Callable[[], datetime]
    alerting: Alerting = field(default_factory=Alerting)

    @property
    def inbox(self) -> Path:
        """The directory to scan."""
        return self.settings.inbox

    @property
    def settle_ns(self) -> int:
        """Nanoseconds in which a file must not change."""
        return int(self.settings.settle * 1e9)

    @property
    def home(self) -> Path:
        """The directory of the warehouse's files."""
        return self.settings.home


def no_progress(_done: int, _total: int) -> None:
    """Ignore the progress."""


def check_settings(settings: Settings) -> tuple[Mapping[str, Rule], Profiles]:
    """Return the rules and the profiles of the settings. Raises UsageError; reads no inbox."""
    return rules_in_force(settings), read_profiles(settings.profile, settings.profiles)


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def prepare_job(
    settings: Settings,
    *,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] = no_progress,
    clock: Callable[[], datetime] = utc_now,
) -> Job:
    """Resolve what a run of one inbox needs before it touches anything; ``clock`` is its only clock.

    A missing inbox that the warehouse knows gets a run, which fails, so that ``status`` shows it. Raises UsageError.
    """
    if settings.inboxes:
        msg = f"several inboxes are configured; name one of {', '.join(str(i.path) for i in settings.inboxes)}"
        raise UsageError(msg)
    if not settings.inbox.is_dir() and not _is_known(settings):
        msg = f"the inbox {settings.inbox} does not exist or is no directory; create it or name another"
        raise UsageError(msg)
    return _job(settings, path_text(settings.inbox), "ingest", dry_run=dry_run, on_progress=on_progress, clock=clock)


def _is_known(settings: Settings) -> bool:
    """Whether the warehouse has had a run of the inbox; the published database is read without waiting."""
    try:
        with published(settings.home, patience=0) as connection:
            return knows_inbox(connection, path_text(settings.inbox))
    except WarehouseError:  # missing, damaged, or of an earlier wirehouse: other steps report it
        return False


def prepare_rerun(
    settings: Settings,
    kind: str,
    *,
    dry_run: bool = False,
    on_progress: Callable[[int, int], None] = no_progress,
    clock: Callable[[], datetime] = utc_now,
) -> Job:
    """Resolve what a run without a scan needs (of kind replay or reparse). Raises UsageError.

    Its inbox is empty until ``for_inbox`` sets it.
    """
    return _job(settings, "", kind, dry_run=dry_run, on_progress=on_progress, clock=clock)


def for_inbox(job: Job, inbox: str) -> Job:
    """Return the job of a new run for one inbox, with the settings of that inbox. Raises UsageError."""
    settings = job.settings.for_inbox(Path(inbox))
    _, profiles = check_settings(settings)
    started = job.clock()
    run = replace(
        job.run,
        run_id=_run_id(started),
        inbox=inbox,
        started_at=started,
        parser_version=parser_version(profiles.parts),
    )
    return replace(job, settings=settings, profiles=profiles, run=run)


def _job(  # noqa: PLR0913  what a job is made of
    settings: Settings,
    inbox: str,
    kind: str,
    *,
    dry_run: bool,
    on_progress: Callable[[int, int], None],
    clock: Callable[[], datetime],
) -> Job:
    rules, profiles = check_settings(settings)
    if settings.home.exists() and not settings.home.is_dir():
        msg = f"the home {settings.home} is no directory; name another with --home"
        raise UsageError(msg)
    started = clock()
    run = Run(
        run_id=_run_id(started),
        inbox=inbox,
        started_at=started,
        parser_version=parser_version(profiles.parts),
        contract_version=contract_version(rules),
        pid=os.getpid(),
        host=socket.gethostname(),
        kind=kind,
    )
    return Job(settings, rules, profiles, run, dry_run, on_progress, clock, alerting_of(settings))


def _run_id(started: datetime) -> str:
    """Return an id that sorts by time."""
    return f"{started:%Y%m%dT%H%M%S.%fZ}-{os.urandom(2).hex()}"
