"""Looking into a home directory from a command: the readers' copy, and the originals."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from warehouse.connection import (
    LOADER,
    ORIGINALS,
    PUBLISHED,
    Connection,
    DatabaseError,
    database_errors,
    open_read_only,
)
from warehouse.errors import WarehouseBusyError, WarehouseError, WarehouseMissingError
from warehouse.load.originals import read_original, unpacker
from warehouse.lock import running_pid
from warehouse.queries.status import read_published


def published_path(home: Path) -> Path:
    """Where the readers' copy lies. Raises WarehouseMissingError if there is none yet."""
    path = home / PUBLISHED
    if not path.exists():
        msg = f"there is no warehouse in {home} yet; run: wirehouse ingest"
        raise WarehouseMissingError(msg)
    return path


@contextmanager
def published(home: Path, *, memory_limit: str | None = None, patience: float = 5.0) -> Iterator[Connection]:
    """The published database, read-only. Raises WarehouseError: WarehouseMissingError if there is none yet."""
    path = published_path(home)
    with database_errors(), open_read_only(path, memory_limit=memory_limit, patience=patience) as connection:
        yield connection


@contextmanager
def latest(home: Path) -> Iterator[tuple[Connection, str]]:
    """The loader's database if nobody writes to it, else the readers' copy; read-only, with its file name.

    Runs that changed nothing are only in the loader's. Raises WarehouseMissingError if neither exists, WarehouseError.
    """
    with database_errors(), ExitStack() as stack:
        loader = _unlocked_loader(home, stack)
        yield (loader, LOADER) if loader else (stack.enter_context(published(home)), PUBLISHED)


@contextmanager
def published_only(home: Path) -> Iterator[tuple[Connection, str]]:
    """The readers' copy as ``latest`` gives it."""
    with published(home) as connection:
        yield connection, PUBLISHED


def _unlocked_loader(home: Path, stack: ExitStack) -> Connection | None:
    if running_pid(home) is not None or not (home / LOADER).exists():
        return None
    try:
        loader = stack.enter_context(open_read_only(home / LOADER, patience=0))
        loader.execute("SELECT 1 FROM runs LIMIT 1")
    except (WarehouseBusyError, DatabaseError):  # busy, or a first run was killed before it made a table
        return None
    return loader


def published_info(home: Path) -> dict[str, Any] | None:
    """What the readers' copy says of itself (the table ``published``); None if there is none that does."""
    if not (home / PUBLISHED).exists():
        return None
    with published(home) as connection:
        return read_published(connection)


def original_bytes(home: Path, sha256: str) -> bytes | None:
    """The bytes of an original; None if they are not kept, are damaged, or are being written to."""
    try:
        with database_errors(), open_read_only(home / ORIGINALS) as connection:
            found = read_original(connection, sha256)
    except WarehouseError:
        return None
    if found is None:
        return None
    size, compressed = found
    return unpacker()(compressed, size, sha256)


def original_text(home: Path, sha256: str) -> str | None:
    """The text of an original, with every line ending as a line feed; None without its bytes."""
    data = original_bytes(home, sha256)
    if data is None:
        return None
    return data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")


def original_lines(home: Path, sha256: str) -> list[str] | None:
    """The lines of an original; None without its bytes."""
    text = original_text(home, sha256)
    return None if text is None else text.split("\n")
