"""The readers' copy: a database file of its own, replaced whole, so that nobody waits for anybody."""

import os
import shutil
from datetime import datetime
from pathlib import Path
from threading import Thread

from warehouse.connection import LOADER, PUBLISHED, Connection, open_loader, transaction

_UNPUBLISHED = """
SELECT run_id FROM runs
WHERE published_at IS NULL AND ("read" > 0 OR missing > 0 OR state IN ('failed', 'crashed'))
"""


def needs_publishing(connection: Connection, home: Path) -> bool:
    """Whether readers have less than the loader: after a change, a crash before the publishing, or a lost copy."""
    return not (home / PUBLISHED).exists() or connection.execute(_UNPUBLISHED).fetchone() is not None


def expect_publishing(home: Path) -> None:
    """Have the system read the loader's database ahead, beside other work: the copy waits for the disk otherwise."""
    Thread(target=_read_ahead, args=[home / LOADER], daemon=True).start()


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
        shutil.copyfile(home / LOADER, draft)
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


def _read_ahead(path: Path) -> None:
    buffer = bytearray(1 << 20)
    with path.open("rb", buffering=0) as file:  # posix_fadvise reads ahead a small part of a large file only
        while file.readinto(buffer):
            pass


def _sync(path: Path) -> None:
    """Wait until the file or directory is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
