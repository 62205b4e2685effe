"""A copy of the ledger in memory: what a run would do can be tried on it, and nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.connection import LOCKED, Connection, quote_text
from warehouse.errors import WarehouseBusyError, WarehouseDamagedError
from warehouse.migrate import migrate

_COPIED = (
    "INSERT INTO files BY NAME SELECT * FROM stored.files",
    "INSERT INTO quarantine BY NAME SELECT * FROM stored.quarantine",
)


@contextmanager
def open_rehearsal(path: Path) -> Iterator[Connection]:
    """A database in memory with the tables of today and the ledger of the database at ``path``, if there is one.

    Raises WarehouseBusyError if a run has the database at this moment.
    """
    connection = duckdb.connect(":memory:")
    try:
        migrate(connection)
        if path.exists():
            _copy(connection, path)
        yield connection
    finally:
        connection.close()


def _copy(connection: Connection, path: Path) -> None:
    try:
        connection.execute(f"ATTACH {quote_text(str(path))} AS stored (READ_ONLY)")
    except duckdb.Error as error:
        if LOCKED in str(error):
            msg = f"{path} is in use; try the dry run when the run has ended"
            raise WarehouseBusyError(msg) from error
        msg = f"{path} cannot be opened: {str(error).splitlines()[0]}"
        raise WarehouseDamagedError(msg) from error
    for statement in _COPIED:
        connection.execute(statement)
    connection.execute("DETACH stored")
