"""The readers' copy: a database file of its own, replaced whole, so that nobody waits for anybody."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from shutil import disk_usage

from warehouse.connection import LOADER, PUBLISHED, Connection, open_loader, transaction
from warehouse.files import replacing, sync
from warehouse.incidents.incidents import resolve_not_published
from warehouse.publish import copy_file
from warehouse.sql import first_of, run_sql

_WORTH_BEGINNING = 64_000_000  # bytes that take longer to copy than a process takes to start
_LOADER_ONLY = ("schema_migrations", "outbox")
"""The tables that are the loader's alone."""
_MARK_AT, _MARK = 8, b"DUCK"
_NOT_WRITABLE = 0o555
_ROOM = 3  # times the database: room for the copy, and for the load to make the database twice as large


def needs_publishing(connection: Connection, home: Path) -> bool:
    """Whether readers have less than the loader.

    That is so after a change, of an incident or an alert too, under other rules, after an upgrade, after a crash before
    the publishing, and without a copy or with a file in its place that is none.
    What is odd about a run that changed nothing is published once, not again by every run while it lasts.
    """
    return not _is_database(home / PUBLISHED) or any(
        first_of(run_sql(connection, "publish/publish", question, {})) is not None
        for question in ("find_unpublished", "find_untold", "find_unshown", "find_other_contract", "find_other_tables")
    )


def _is_database(path: Path) -> bool:
    """Whether there is a file with the mark of DuckDB, which follows a checksum of 8 bytes."""
    try:
        with path.open("rb") as file:
            return file.read(_MARK_AT + len(_MARK)).endswith(_MARK)
    except OSError:
        return False


class PublishedCopy:
    """The next published database while it is copied, beside the one in use.

    It can be begun while the load goes on: then only the blocks that have changed since are left to copy.
    """

    def __init__(self, home: Path) -> None:
        """Name the file of this process; nothing is written yet."""
        self.path = home / f".{PUBLISHED}.{os.getpid()}"
        self._source = home / LOADER
        self._begun: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Copy in the background what the loader's database holds now, however torn; small files can wait.

        It only saves time: where it cannot be begun, or would take the room that the load needs, nothing is copied.
        """
        with suppress(OSError):
            size = self._source.stat().st_size
            if size >= _WORTH_BEGINNING and disk_usage(self._source.parent).free >= _ROOM * size:
                self._begun = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603

    def complete(self) -> None:
        """Make it equal to the loader's database, to which nobody writes meanwhile. Raises OSError."""
        self._stop()
        done = subprocess.run(self._command(), capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            raise OSError(lines[-1] if lines else _exit_text(done.returncode))

    def discard(self) -> None:
        """Remove it, unless it has become the copy in use."""
        self._stop()
        if self.path.parent.is_dir():  # a dry run may be about a home that is none
            self.path.unlink(missing_ok=True)

    def _command(self) -> list[str]:
        return [sys.executable, "-I", "-S", copy_file.__file__, str(self._source), str(self.path)]

    def _stop(self) -> None:
        if self._begun is not None:
            self._begun.kill()
            self._begun.wait()
            self._begun = None


def _exit_text(code: int) -> str:
    """Say how a copying process ended that printed no error."""
    return f"the copying ended with {f'signal {-code}' if code < 0 else f'exit code {code}'}"


@contextmanager
def copy_in_progress(home: Path, *, early: bool) -> Iterator[PublishedCopy]:
    """A copy that is made during the block, begun at once if ``early``, and removed if it was not published."""
    copy = PublishedCopy(home)
    if early:
        _remove_leftovers(home)
        copy.begin()
    try:
        yield copy
    finally:
        copy.discard()


def publish(connection: Connection, home: Path, now: datetime, copy: PublishedCopy | None = None) -> Path:
    """Replace ``published.duckdb`` by a copy of the loader's database; its path. Raises OSError, DatabaseError.

    The copy is made beside the old one and renamed over it: who has the old one open goes on reading it. It is
    read-only: whoever opened it for writing would lock all others out, and leave a log behind that DuckDB lays over
    every later copy. No other write may happen meanwhile (the caller holds the writer's lock).
    """
    target = home / PUBLISHED
    copy = copy or PublishedCopy(home)
    try:
        _remove_leftovers(home, but=copy.path)
        connection.execute("CHECKPOINT")
        with replacing(target, copy.path) as draft:
            copy.complete()
            _prepare(draft, now, _memory_limit(connection))
            draft.chmod(draft.stat().st_mode & _NOT_WRITABLE)
            target.with_name(f"{PUBLISHED}.wal").unlink(missing_ok=True)
        sync(home)
    finally:
        copy.discard()
    with transaction(connection):
        resolve_not_published(connection, now, notify=True)
        _mark_published(connection, now)
    return target


def _remove_leftovers(home: Path, but: Path | None = None) -> None:
    """Remove the drafts of processes that were killed."""
    for leftover in home.glob(f".{PUBLISHED}.*"):
        if leftover != but:
            leftover.unlink(missing_ok=True)


def _prepare(draft: Path, now: datetime, memory_limit: str) -> None:
    """Take the loader's own tables out of the copy, and have all that describes the others written anew.

    DuckDB 1.5 leaves as it is what describes unchanged rows, even if that names a continuation that is there no more.
    It does not follow it itself, but DuckDB before 1.4 does, and gives up (github.com/duckdb/duckdb/pull/19588).
    """
    with open_loader(draft, memory_limit=memory_limit) as copy:
        copy.execute("SET experimental_metadata_reuse = false")
        resolve_not_published(copy, now, notify=False)
        _mark_published(copy, now)
        for table in _LOADER_ONLY:
            copy.execute(f"DROP TABLE {table}")
        copy.execute("CHECKPOINT")


def _memory_limit(connection: Connection) -> str:
    """What a connection may use."""
    found = first_of(connection.execute("SELECT current_setting('memory_limit')"))
    return str(found[0]) if found else "1GB"


def _mark_published(connection: Connection, now: datetime) -> None:
    """Write down which runs readers have, and of which moment their copy is; the same in the copy and beside it."""
    connection.execute("UPDATE runs SET published_at = ? WHERE published_at IS NULL AND state <> 'running'", [now])
    connection.execute("DELETE FROM published")
    run_sql(connection, "publish/publish", "insert_published", {"now": now})
