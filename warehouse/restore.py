"""A loader's database that has lost runs takes them back from the readers' copy, before that is replaced.

That is so if its log was lost after a kill, or if an older backup was put in its place: the readers' copy is made
from it, so whatever that has more was loaded once.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.connection import Connection, quote_text, transaction
from warehouse.errors import DatabaseError, WarehouseDamagedError
from warehouse.indexing import index_stored
from warehouse.statements import run_sql

_INDEX = "search_postings"
"""The table that the copy of an earlier wirehouse has not: the search is made anew then."""


def restore_lost(connection: Connection, copy: Path) -> list[str]:
    """Take over all tables of the readers' copy if it knows runs that the loader does not; the ids of these runs.

    The caller holds the writer's lock. Raises WarehouseDamagedError if each of the two has what the other lacks.
    """
    with _attached(connection, copy) as there:
        if not there:
            return []
        lost = [run_id for (run_id,) in run_sql(connection, "find_lost_runs", {}).fetchall()]
        if lost:
            own = [run_id for (run_id,) in run_sql(connection, "find_own_runs", {}).fetchall()]
            if own:
                raise WarehouseDamagedError(_told(copy, lost, own))
            _take_over(connection, copy)
        return lost


def _told(copy: Path, lost: list[str], own: list[str]) -> str:
    return (
        f"the loader's database and {copy} have each runs that the other lacks ({lost[0]} and {own[0]}): move "
        "wirehouse.duckdb away to go on from what readers have, or the readers' copy to go on without it"
    )


def _take_over(connection: Connection, copy: Path) -> None:
    """The tables as the copy has them. Runs that brought nothing need not be in it, and are kept."""
    tables = [table for (table,) in run_sql(connection, "list_readers_tables", {}).fetchall()]
    try:
        with transaction(connection):
            connection.execute("DELETE FROM runs WHERE run_id IN (SELECT run_id FROM readers.runs)")
            for table in tables:
                if table != "runs":
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608  names of our own tables
                connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM readers.{table}")  # noqa: S608
            if _INDEX not in tables:
                index_stored(connection)
    except DatabaseError as error:
        msg = f"what the loader's database has lost cannot be taken from {copy}: {str(error).splitlines()[0]}"
        raise WarehouseDamagedError(msg) from error


@contextmanager
def _attached(connection: Connection, copy: Path) -> Iterator[bool]:
    """The readers' copy as ``readers`` in the block; whether there is one that can be read."""
    there = False
    if copy.exists():
        with suppress(DatabaseError):  # damaged, or open for writing in another program: nothing is to be had from it
            connection.execute(f"ATTACH {quote_text(str(copy))} AS readers (READ_ONLY)")
            there = True
    try:
        yield there
    finally:
        if there:
            connection.execute("DETACH readers")
