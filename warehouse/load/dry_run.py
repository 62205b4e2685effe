"""A copy of the ledger in memory: what a run would do can be tried on it, and nothing is written."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from warehouse.connection import LOCKED, Connection, database_errors, quote_text
from warehouse.errors import WarehouseBusyError, WarehouseDamagedError, first_line
from warehouse.migrate import migrate
from warehouse.sql import first_of

_COPIED = (
    "INSERT INTO files BY NAME SELECT * FROM stored.files",
    "INSERT INTO quarantine BY NAME SELECT * FROM stored.quarantine",
)
_TRIED = (
    "INSERT INTO runs BY NAME SELECT * FROM stored.runs WHERE run_id IN (SELECT run_id FROM stored.quarantine)",
    """INSERT INTO issues BY NAME SELECT * FROM stored.issues
    WHERE rule = 'date_in_future' AND (run_id, path) IN (SELECT (run_id, path) FROM stored.quarantine)""",
)
"""Under what the withheld files were judged. A database of earlier tables was written by another contract anyhow."""
_SAME_TABLES = """
SELECT count(*) = 0 FROM (SELECT name FROM schema_migrations EXCEPT SELECT name FROM stored.schema_migrations)
"""


@contextmanager
def open_dry_run(path: Path) -> Iterator[Connection]:
    """A database in memory with the tables of today and the ledger of the database at ``path``, if there is one.

    Raises WarehouseError: WarehouseBusyError if a run has the database at this moment.
    """
    with database_errors(), closing(duckdb.connect(":memory:")) as connection:
        migrate(connection)
        if path.exists():
            _copy(connection, path)
        yield connection


def _copy(connection: Connection, path: Path) -> None:
    try:
        connection.execute(f"ATTACH {quote_text(str(path))} AS stored (READ_ONLY)")
    except duckdb.Error as error:
        if LOCKED in str(error):
            msg = f"{path} is in use; try the dry run when the run has ended"
            raise WarehouseBusyError(msg) from error
        msg = f"{path} cannot be opened: {first_line(error)}"
        raise WarehouseDamagedError(msg) from error
    same = first_of(connection.execute(_SAME_TABLES)) == (True,)
    for statement in _COPIED + (_TRIED if same else ()):
        connection.execute(statement)
    connection.execute("DETACH stored")
