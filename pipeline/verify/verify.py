"""Verifying a home: its databases agree with one another and with the inboxes. Nothing is written.

What the databases say is checked under the writer's lock, which takes seconds; hashing again is done without it,
from the readers' copy and a slice of the originals at a time, so that nobody waits for it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from pipeline.intake.scan import scan_inbox
from pipeline.job import no_progress
from pipeline.signals import stop_requested
from pipeline.verify.alerts import CHECKS as _ALERTS
from pipeline.verify.alerts import verify_alerts
from settings.inboxes import path_text
from settings.model import Settings
from warehouse.connection import LOADER, PUBLISHED, Connection
from warehouse.errors import UsageError, WarehouseDamagedError, WarehouseMissingError
from warehouse.lock import writer_lock
from warehouse.verify.verify import (
    EXAMPLES,
    FAULT,
    NOTE,
    PENDING,
    Check,
    CheckFinding,
    compare_scan,
    is_of_today,
    list_inboxes,
    open_home,
    read_checks,
    run_check,
)

_INGEST = "the next run sees to it: wirehouse ingest"
_DIFFERENCES = {
    "unknown": Check("inbox_files_known", "Every file of an inbox is in the ledger.", PENDING, _INGEST),
    "changed": Check("inbox_files_as_read", "Every file is as it was when it was read.", PENDING, _INGEST),
    "missing": Check("inbox_files_missing", "Every file that the ledger calls missing is missing.", PENDING, _INGEST),
    "absent": Check("inbox_files_there", "Every file that the ledger holds as present is there.", PENDING, _INGEST),
}
"""What a scan may find, by how ``compare_scan`` calls it."""
_SEEN = Check(
    "inbox_seen_whole", "Every directory of an inbox can be looked into.", FAULT,
    "let wirehouse's user read them, and run: wirehouse ingest",
)  # fmt: skip
_THERE = Check(
    "inbox_there", "Every inbox of the settings that the ledger knows is there.", FAULT,
    "create it or mount it again, or take it out of the settings",
)  # fmt: skip
_RETIRED = Check(
    "inbox_in_use", "Every inbox of the ledger is there.", NOTE,
    "it is in no settings: what was loaded from it stays",
)  # fmt: skip
_LOADER = Check(
    "loader_there", "There is a loader's database.", PENDING,
    "do not delete published.duckdb: the next run begins with what it holds",
)  # fmt: skip
_COPY = Check(
    "published_there", "There is a readers' copy.", PENDING, "the next run publishes: wirehouse ingest"
)  # fmt: skip
_OPENS = Check(
    "databases_open", "Every database of the home can be opened.", FAULT,
    "move the damaged file away, with its .wal if it has one, and run: wirehouse ingest; a lost loader's database is "
    "made again from the readers' copy, and the other way round; of lost originals touch the files first",
)  # fmt: skip
_TODAY = Check(
    "tables_of_today", "The database has the tables of this wirehouse.", PENDING,
    "the next run brings it up to date: wirehouse ingest; then verify again",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verification:
    """What was verified, and what was found, the faults first."""

    home: Path
    deep: bool
    seconds: float
    checks: list[str]
    findings: list[CheckFinding]

    @property
    def faults(self) -> list[CheckFinding]:
        """What is wrong and does not become right by itself."""
        return [finding for finding in self.findings if finding.kind == FAULT]

    def summary(self) -> str:
        """How many checks were made, in what time, and what they found."""
        kinds = Counter(finding.kind for finding in self.findings)
        found = ", ".join(f"{kinds[kind]} {kind}" for kind in (FAULT, PENDING, NOTE) if kinds[kind]) or "nothing found"
        return f"{len(self.checks)} checks in {self.seconds:.1f} s, {found}"

    def as_json(self) -> dict[str, Any]:
        """Everything, for ``--json``."""
        return {
            "home": str(self.home),
            "deep": self.deep,
            "agrees": not self.faults,
            "seconds": round(self.seconds, 3),
            "checks": self.checks,
            "findings": [asdict(finding) for finding in self.findings],
        }


def verify_home(
    settings: Settings, *, deep: bool = False, on_progress: Callable[[int, int], None] = no_progress
) -> Verification:
    """Verify the home that the settings name, with the inboxes that its ledger knows.

    Raises LockedError if a run holds the warehouse for longer than lock_timeout, WarehouseMissingError if there is
    none, and WarehouseBusyError if another program has a database of it open for writing.
    """
    home, begun = settings.home, monotonic()
    if not any((home / name).exists() for name in (LOADER, PUBLISHED)):
        msg = f"there is no warehouse in {home} yet; run: wirehouse ingest"
        raise WarehouseMissingError(msg)
    with writer_lock(home, settings.lock_timeout, stop_requested.is_set):
        findings = list(_verify_databases(settings))
    checks = (*read_checks(), *_DIFFERENCES.values(), _SEEN, _THERE, _LOADER, _COPY, _OPENS, *_ALERTS)
    names = [check.name for check in checks]
    if deep and not any(finding.name == _OPENS.name for finding in findings):
        from pipeline.verify.hashes import CHECKS, rehash

        findings += rehash(settings, on_progress)
        names += [check.name for check in CHECKS]
    findings.sort(key=lambda finding: (FAULT, PENDING, NOTE).index(finding.kind))
    return Verification(home, deep, monotonic() - begun, names, findings)


def _verify_databases(settings: Settings) -> Iterator[CheckFinding]:
    home = settings.home
    for name, check in ((LOADER, _LOADER), (PUBLISHED, _COPY)):
        if not (home / name).exists():
            yield check.finding(1, [{"path": str(home / name)}])
    if not (home / LOADER).exists():
        return
    try:
        with open_home(home, memory_limit=settings.memory_limit, patience=settings.lock_timeout) as connection:
            if not is_of_today(connection):
                yield _TODAY.finding(1, [{"path": str(home / LOADER)}])
                return
            published = (home / PUBLISHED).exists()
            for check in read_checks():
                if (published or "published." not in check.sql) and (finding := run_check(connection, check)):
                    yield finding
            yield from verify_alerts(connection, settings)
            for inbox in list_inboxes(connection):
                yield from _verify_inbox(connection, settings, inbox)
    except WarehouseDamagedError as error:
        yield _OPENS.finding(1, [{"error": str(error)}])


def _verify_inbox(connection: Connection, settings: Settings, inbox: str) -> Iterator[CheckFinding]:
    """How an inbox differs from the ledger."""
    chosen = settings.for_inbox(Path(inbox))
    try:
        scan = scan_inbox(chosen.inbox, chosen.patterns, outside=[settings.home])
    except UsageError as error:
        configured = any(path_text(one.inbox) == inbox for one in settings.each_inbox())
        yield (_THERE if configured else _RETIRED).finding(1, [{"inbox": inbox, "error": str(error)}])
        return
    if scan.unreadable_dirs:
        yield _SEEN.finding(
            len(scan.unreadable_dirs), [{"inbox": inbox, "path": path} for path in scan.unreadable_dirs[:EXAMPLES]]
        )
    found = compare_scan(connection, inbox, scan.to_arrow(), scan.unreadable_dirs)
    for kind, check in _DIFFERENCES.items():
        if kind in found:
            count, paths = found[kind]
            yield check.finding(count, [{"inbox": inbox, "path": path} for path in paths])
