"""The readers' copy: a database file of its own, replaced whole, so that nobody waits for anybody."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from warehouse.connection import LOADER, PUBLISHED, Connection, open_loader, transaction

_UNPUBLISHED = """
SELECT run_id FROM runs
WHERE published_at IS NULL AND (
    "read" > 0 OR missing > 0 OR replayed > 0 OR renewed > 0 OR retained > 0 OR state IN ('failed', 'crashed')
)
"""
_UNTOLD = """
WITH last AS (SELECT inbox, run_id FROM runs ORDER BY run_id DESC LIMIT 1)
SELECT rule FROM issues WHERE stage = 'run' AND run_id = (SELECT run_id FROM last)
EXCEPT
SELECT rule FROM issues WHERE stage = 'run' AND run_id = (
    SELECT max(run_id) FROM runs WHERE published_at IS NOT NULL AND inbox = (SELECT inbox FROM last)
)
"""
"""What is odd about the last run and was not about the one that readers know."""


def needs_publishing(connection: Connection, home: Path) -> bool:
    """Whether readers have less than the loader: after a change, a crash before the publishing, or a lost copy.

    What is odd about a run that changed nothing is published once, not again by every run while it lasts.
    """
    return not (home / PUBLISHED).exists() or any(
        connection.execute(query).fetchone() is not None for query in (_UNPUBLISHED, _UNTOLD)
    )


@contextmanager
def expecting(home: Path) -> Iterator[None]:
    """Have the loader's database read ahead beside the block: the copy at its end waits for the disk otherwise."""
    reader = subprocess.Popen(["cat", home / LOADER], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603, S607
    try:
        yield
    finally:
        reader.terminate()
        reader.wait()


def publish(connection: Connection, home: Path, now: datetime) -> Path:
    """Replace ``published.duckdb`` by a copy of the loader's database; its path.

    The copy is made beside the old one and renamed over it: who has the old one open goes on reading it.
    No other write may happen meanwhile (the caller holds the writer's lock).
    """
    target = home / PUBLISHED
    _sweep(home)
    draft = home / f".{PUBLISHED}.{os.getpid()}"
    try:
        connection.execute("CHECKPOINT")
        _copy(home / LOADER, draft)
        _prepare(draft, now)
        _sync(draft)
        draft.replace(target)
        _sync(home)
    finally:
        draft.unlink(missing_ok=True)
    with transaction(connection):
        _mark_published(connection, now)
    return target


def _sweep(home: Path) -> None:
    """Remove the drafts of processes that were killed."""
    for leftover in home.glob(f".{PUBLISHED}.*"):
        leftover.unlink(missing_ok=True)


def _prepare(draft: Path, now: datetime) -> None:
    """Take the loader's own tables out of the copy."""
    with open_loader(draft) as copy:
        copy.execute("DROP TABLE schema_migrations")
        _mark_published(copy, now)
        copy.execute("CHECKPOINT")


def _mark_published(connection: Connection, now: datetime) -> None:
    connection.execute("UPDATE runs SET published_at = ? WHERE published_at IS NULL AND state <> 'running'", [now])


def _copy(source: Path, target: Path) -> None:
    """Copy in another process: DuckDB's lock on the source ends when its own process closes any descriptor of it."""
    done = subprocess.run(["cp", "--reflink=auto", source, target], capture_output=True, text=True, check=False)  # noqa: S603, S607
    if done.returncode:
        raise OSError(done.stderr.strip().splitlines()[-1])


def _sync(path: Path) -> None:
    """Wait until the file or directory is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
