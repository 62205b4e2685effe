"""Whether the databases of a home agree with one another.

Each check is a file of ``warehouse/verify/checks``: a query for the rows that are not as they should be. Its first
comment says what it proves, the next one what a row is (fault, pending, note) and what to do about it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from warehouse.connection import LOADER, ORIGINALS, PUBLISHED, Connection, DatabaseError, database_errors, open_together
from warehouse.errors import first_line
from warehouse.load.ledger import classify_sightings
from warehouse.migrate import lacks_migrations
from warehouse.sql import read_sql, rows_of, run_sql

FAULT, PENDING, NOTE = "fault", "pending", "note"
"""Something is wrong; the next run makes it right by itself; it harms nobody."""
EXAMPLES = 3
_AT_ONCE = 10_000
_ELSEWHERE = (("runs/runs", "check_keys"), ("publish/publish", "find_unpublished"))
"""Checks that runs make as well: statements, each with its file."""
_HEAD = re.compile(r"-- (.+)\n-- (fault|pending|note): (.+)\n")
_DAMAGED = (
    "a database is damaged: keep a copy of the home; for a copy of readers' own, delete it and run: wirehouse ingest"
)


class Check(NamedTuple):
    """A check: what it proves, of which kind a row is that it finds, and what to do then."""

    name: str
    proves: str
    kind: str
    remedy: str
    sql: str = ""

    def finding(self, count: int, examples: list[dict[str, Any]]) -> "CheckFinding":
        """What it found."""
        return CheckFinding(self.name, self.kind, self.proves, count, examples, self.remedy)


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """Rows or files against what a check proves: how many, some of them, and what to do next."""

    name: str
    kind: str
    proves: str
    count: int
    examples: list[dict[str, Any]]
    remedy: str


def read_checks() -> list[Check]:
    """Every check, in the order of their names. Raises ValueError for a file that does not say what it is."""
    texts = {name: read_sql(file, name) for file, name in _ELSEWHERE}
    for entry in files("warehouse").joinpath("verify", "checks").iterdir():
        if entry.name.endswith(".sql"):
            texts[entry.name.removesuffix(".sql")] = entry.read_text(encoding="utf-8")
    return [_check(name, texts[name]) for name in sorted(texts)]


def _check(name: str, text: str) -> Check:
    head = _HEAD.match(text)
    if head is None:
        msg = f"{name}.sql has no two comments at its head: what it proves, and fault, pending or note with what to do"
        raise ValueError(msg)
    return Check(name, head[1], head[2], head[3], text)


@contextmanager
def open_home(home: Path, *, memory_limit: str, patience: float) -> Iterator[Connection]:
    """The loader's database, with ``kept`` and ``published`` where there are such; nothing can be written.

    Raises WarehouseError: WarehouseBusyError, WarehouseDamagedError.
    """
    places = {"loader": home / LOADER, "kept": home / ORIGINALS, "published": home / PUBLISHED}
    there = {name: path for name, path in places.items() if path.exists()}
    with (
        database_errors(),
        open_together(there, memory_limit=memory_limit, patience=patience, spill=home / ".verify") as connection,
    ):
        if "kept" not in there:
            connection.execute("ATTACH ':memory:' AS kept")
            connection.execute("CREATE TABLE kept.originals (sha256 VARCHAR, size BIGINT, bytes BLOB)")
        yield connection


def is_of_today(connection: Connection) -> bool:
    """Whether the loader's database has the tables that the checks look at."""
    return not lacks_migrations(connection)


def run_check(connection: Connection, check: Check) -> CheckFinding | None:
    """What a check finds; None if nothing."""
    try:
        result = connection.execute(check.sql)
        names = [column[0] for column in result.description or ()]
        examples = [dict(zip(names, row, strict=True)) for row in result.fetchmany(EXAMPLES)]
        count = len(examples)
        while some := len(result.fetchmany(_AT_ONCE)):
            count += some
    except DatabaseError as error:
        failure = {"error": first_line(error)}
        return CheckFinding(check.name, FAULT, f"This could be checked: {check.proves}", 1, [failure], _DAMAGED)
    return check.finding(count, examples) if count else None


def list_inboxes(connection: Connection) -> list[str]:
    """The inboxes that the ledger has files of."""
    return [inbox for (inbox,) in connection.execute("SELECT DISTINCT inbox FROM files ORDER BY inbox").fetchall()]


def compare_scan(
    connection: Connection, inbox: str, seen: Any, unreadable: list[str]
) -> dict[str, tuple[int, list[str]]]:
    """How an inbox differs from the ledger: by look (unknown, changed, missing, absent) how many files, and some paths.

    ``seen`` and ``unreadable`` are as ``classify_sightings`` takes them.
    """
    classify_sightings(connection, inbox, seen, unreadable)
    found = rows_of(run_sql(connection, "verify/verify", "count_looks", {"inbox": inbox, "examples": EXAMPLES}))
    return {row["look"]: (row["files"], row["examples"]) for row in found}


def list_present(connection: Connection, inbox: str) -> Iterator[tuple[Any, ...]]:
    """The files that the ledger holds as present: path, size, mtime_ns, ctime_ns, inode, sha256; some at a time."""
    result = run_sql(connection, "verify/verify", "list_present", {"inbox": inbox})
    while some := result.fetchmany(_AT_ONCE):
        yield from some


def name_files(connection: Connection, digests: list[str]) -> list[dict[str, Any]]:
    """The digests, each with a file of these bytes: rows of sha256, inbox, path; NULL for one that no file has."""
    return rows_of(run_sql(connection, "verify/verify", "name_files", {"digests": digests}))
