"""What one run works with: settings resolved, rules and profile read, the run named."""

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from flows.errors import UsageError
from flows.settings import Settings
from flows.versions import contract_version, parser_version
from schemas.rules import Rule, UnknownRuleError, rules_with
from warehouse.runs import Run


@dataclass(frozen=True, slots=True)
class Job:
    """One run's settings, rules (with the severities in force), profile text and row."""

    settings: Settings
    rules: Mapping[str, Rule]
    profile_text: str
    run: Run
    dry_run: bool
    on_progress: Callable[[int, int], None]

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
    """Show nothing."""


def prepare_job(
    settings: Settings, *, dry_run: bool = False, on_progress: Callable[[int, int], None] = no_progress
) -> Job:
    """Resolve what a run needs before it touches anything. Raises UsageError."""
    try:
        rules = rules_with(settings.rules)
    except UnknownRuleError as error:
        raise UsageError(str(error)) from error
    if not settings.inbox.is_dir():
        msg = f"the inbox {settings.inbox} does not exist or is no directory; create it or name another"
        raise UsageError(msg)
    text = _profile_text(settings.profile)
    started = datetime.now(UTC)
    run = Run(
        run_id=f"{started:%Y%m%dT%H%M%S.%fZ}-{os.urandom(2).hex()}",
        inbox=str(settings.inbox.resolve()),
        started_at=started,
        parser_version=parser_version(text),
        contract_version=contract_version(settings.rules),
        pid=os.getpid(),
        host=socket.gethostname(),
    )
    return Job(settings, rules, text, run, dry_run, on_progress)


def _profile_text(profile: str) -> str:
    """The text of a profile: one that comes with wirehouse, or a file of the user's."""
    own = files("articles").joinpath("profiles")
    try:
        if profile.endswith(".toml"):
            return Path(profile).read_text(encoding="utf-8")
        return own.joinpath(f"{profile}.toml").read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        names = sorted(entry.name.removesuffix(".toml") for entry in own.iterdir() if entry.name.endswith(".toml"))
        msg = f"profile = {profile!r} cannot be read; name one of {', '.join(names)}, or the path of a .toml file"
        raise UsageError(msg) from error
