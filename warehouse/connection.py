"""Opening the databases of a home directory, and what every room of the warehouse does with a connection."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import duckdb

from warehouse.errors import WarehouseBusyError, WarehouseDamagedError

Connection = duckdb.DuckDBPyConnection

LOADER = "wirehouse.duckdb"
ORIGINALS = "originals.duckdb"
PUBLISHED = "published.duckdb"

LOCKED = "set lock on file"
"""Part of what DuckDB says when another process has the file."""

_CHECKPOINT_THRESHOLD = "128MB"  # less writes the tail of the texts again and again: 64 MB made the file a third larger


@contextmanager
def open_loader(path: Path, *, memory_limit: str = "1GB", patience: float = 5.0) -> Iterator[Connection]:
    """The loader's database, open for writing; the caller holds the writer's lock.

    ``patience`` is how many seconds to wait for somebody who reads it at this moment.
    Raises WarehouseBusyError after that, WarehouseDamagedError if it is no sound database.
    """
    config = {
        "memory_limit": memory_limit,
        "checkpoint_threshold": _CHECKPOINT_THRESHOLD,
        "preserve_insertion_order": "false",  # halves the memory of large inserts; every query orders for itself
    }
    connection = _connect(path, patience, config=config)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def open_read_only(path: Path, *, patience: float = 5.0) -> Iterator[Connection]:
    """A database that is only read. Raises as open_loader does."""
    connection = _connect(path, patience, read_only=True)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All of the block or nothing of it."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # a database that died of a full disk cannot even do that
            connection.execute("ROLLBACK")  # also after an interrupt: the next run finds whole batches only
        raise
    connection.execute("COMMIT")


@contextmanager
def frames(connection: Connection, **named: Any) -> Iterator[None]:
    """Frames that SQL in the block can select from by these names."""
    for name, frame in named.items():
        connection.register(name, frame)
    try:
        yield
    finally:
        for name in named:
            connection.unregister(name)


def expect_frames() -> None:
    """Import in the background what DuckDB imports when it is given a frame: 0.1 s that a scan of the disk hides."""
    Thread(target=import_module, args=["pyarrow.dataset"], daemon=True).start()


def quote_text(text: str) -> str:
    """A text as an SQL literal, for the few statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def _connect(path: Path, patience: float, **options: Any) -> Connection:
    deadline = monotonic() + patience
    while True:
        try:
            return duckdb.connect(str(path), **options)
        except duckdb.Error as error:  # 1.5.5 raises IOException, 2.0 may raise its parent
            if LOCKED not in str(error):
                msg = f"{path} cannot be opened: {_first_line(error)}"
                raise WarehouseDamagedError(msg) from error
            if monotonic() > deadline:
                msg = f"{path} is open in another program: {_first_line(error)}"
                raise WarehouseBusyError(msg) from error
        sleep(0.05)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
