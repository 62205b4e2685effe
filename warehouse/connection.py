"""Opening the databases of a home directory, and what every room of the warehouse does with a connection."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import duckdb

from warehouse.errors import DatabaseFailedError, WarehouseBusyError, WarehouseDamagedError, first_line

Connection = duckdb.DuckDBPyConnection
DatabaseError = duckdb.Error
"""The root of DuckDB's exceptions. Above warehouse/ only what works on the loader's connection meets it."""
OutOfMemory = duckdb.OutOfMemoryException
"""Raised when a statement needs more than the connection's memory limit."""

LOADER = "wirehouse.duckdb"
ORIGINALS = "originals.duckdb"
PUBLISHED = "published.duckdb"
REMAKE = "delete it and run: wirehouse ingest"
"""What to do about a readers' copy that is none."""

LOCKED = "set lock on file"
"""Part of what DuckDB says when another process has the file."""

_WRITING = {
    "checkpoint_threshold": "32MB",  # what waits for a checkpoint lies in memory
    "preserve_insertion_order": "false",  # halves the memory of large inserts; every query orders for itself
    "allocator_flush_threshold": "16MB",  # give memory back to the system, not only to ourselves
    "allocator_bulk_deallocation_flush_threshold": "16MB",
}
_ROW_GROUP = 10_240
"""Rows that DuckDB writes and rewrites together, a multiple of 2,048. With its own 122,880 every checkpoint writes the
last group's texts anew: at a threshold of 32 MB a load of 100,000 articles left 807 MB instead of 462 MB."""


@contextmanager
def open_loader(path: Path, *, memory_limit: str = "1GB", patience: float = 5.0) -> Iterator[Connection]:
    """The loader's database, open for writing; the caller holds the writer's lock.

    ``patience`` is how many seconds to wait for somebody who reads it at this moment.
    Raises WarehouseBusyError after that, WarehouseDamagedError if it is no sound database.
    """
    config = _WRITING | {"memory_limit": memory_limit}
    connection = _patiently(path, patience, lambda: _attach(path, config))
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def open_read_only(path: Path, *, memory_limit: str | None = None, patience: float = 5.0) -> Iterator[Connection]:
    """A database that is only read; without a limit DuckDB takes what memory it likes. Raises as open_loader does."""
    config: dict[str, Any] = {"memory_limit": memory_limit} if memory_limit else {}
    connection = _patiently(path, patience, lambda: duckdb.connect(str(path), read_only=True, config=config))
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def open_together(
    places: Mapping[str, Path], *, memory_limit: str, patience: float = 5.0, spill: Path | None = None
) -> Iterator[Connection]:
    """Several databases in one connection, read-only, each by its name here; the first is the one in use.

    What does not fit into the memory goes to ``spill``, a directory that is removed at the end. Raises as open_loader
    does.
    """
    config: dict[str, Any] = {"memory_limit": memory_limit} | ({"temp_directory": str(spill)} if spill else {})
    connection = duckdb.connect(config=config)
    try:
        for name, path in places.items():
            attach = f"ATTACH {quote_text(str(path))} AS {name} (READ_ONLY)"
            _patiently(path, patience, partial(connection.execute, attach))
        connection.execute(f"USE {next(iter(places))}")
        yield connection
    finally:
        connection.close()


@contextmanager
def database_errors() -> Iterator[None]:
    """Raise DatabaseFailedError for what DuckDB raises in the block. Raises nothing else of its own."""
    try:
        yield
    except duckdb.Error as error:
        raise DatabaseFailedError(first_line(error)) from error


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


def preload_arrow() -> None:
    """Import in the background what DuckDB imports when it is given a frame: 0.1 s that a scan of the disk hides."""
    Thread(target=import_module, args=["pyarrow.dataset"], daemon=True).start()


def quote_text(text: str) -> str:
    """A text as an SQL literal, for the few statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def quote_name(name: str) -> str:
    """A name as SQL spells it whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _attach(path: Path, config: Mapping[str, str]) -> Connection:
    """A connection whose database is the file; one that duckdb.connect opens cannot have row groups of our size."""
    connection = duckdb.connect(config=dict(config))
    try:
        connection.execute(f"ATTACH {quote_text(str(path))} AS warehouse (ROW_GROUP_SIZE {_ROW_GROUP})")
        connection.execute("USE warehouse")
    except BaseException:
        connection.close()
        raise
    return connection


def _patiently(path: Path, patience: float, connect: Callable[[], Connection]) -> Connection:
    """What ``connect`` gives, once nobody else has the file. Raises WarehouseBusyError, WarehouseDamagedError."""
    deadline = monotonic() + patience
    while True:
        try:
            return connect()
        except duckdb.Error as error:  # 1.5.5 raises IOException, 2.0 may raise its parent
            if LOCKED not in str(error):
                msg = f"{path} cannot be opened: {first_line(error)}{_remedy(path)}"
                raise WarehouseDamagedError(msg) from error
            if monotonic() > deadline:
                msg = f"{path} is open in another program: {first_line(error)}"
                raise WarehouseBusyError(msg) from error
        sleep(0.05)


def _remedy(path: Path) -> str:
    """What to do about a database that is none: the loader's and the readers' can each be made from the other."""
    steps = {PUBLISHED: f"; {REMAKE}", LOADER: "; keep a copy of it, delete it and its .wal, and run: wirehouse ingest"}
    return steps.get(path.name, "")
