"""A loader's database that has lost runs takes them back from the readers' copy, before that is replaced.

That is so if its log was lost after a kill, or if an older backup was put in its place: the readers' copy is made
from it, so whatever that has more was loaded once. If the readers' copy is an older one than was published, it is
published again.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.connection import Connection, DatabaseError, quote_text, transaction
from warehouse.errors import WarehouseDamagedError, first_line
from warehouse.search.index import INDEX, index_stored, recreate_index
from warehouse.sql import run_sql


def recover_runs(connection: Connection, copy: Path) -> list[str]:
    """Take over all tables of the readers' copy if it knows runs that the loader does not; the ids of these runs.

    If it is not the copy that was published last, the run is to publish again (``needs_publishing``). The caller holds
    the writer's lock. Raises WarehouseDamagedError if each of the two has what the other lacks.
    """
    with _attached_readers(connection, copy) as there:
        if not there:
            return []
        lost = [run_id for (run_id,) in run_sql(connection, "publish/restore", "find_lost_runs", {}).fetchall()]
        if lost:
            own = [run_id for (run_id,) in run_sql(connection, "publish/restore", "find_own_runs", {}).fetchall()]
            if own:
                raise WarehouseDamagedError(_conflict(copy, lost, own))
            _take_over(connection, copy)
        _mark_unpublished(connection)
        return lost


def _conflict(copy: Path, lost: list[str], own: list[str]) -> str:
    return (
        f"the loader's database and {copy} have each runs that the other lacks ({lost[0]} and {own[0]}): move "
        "wirehouse.duckdb away to go on from what readers have, or the readers' copy to go on without it"
    )


def _take_over(connection: Connection, copy: Path) -> None:
    """The tables as the copy has them. Runs that brought nothing need not be in it, and are kept."""
    tables = [table for (table,) in run_sql(connection, "publish/restore", "list_readers_tables", {}).fetchall()]
    try:
        with transaction(connection):
            connection.execute("DELETE FROM runs WHERE run_id IN (SELECT run_id FROM readers.runs)")
            recreate_index(connection)
            for table in tables:
                if table not in ("runs", *INDEX):
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608  names of our own tables
                connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM readers.{table}")  # noqa: S608
            if not set(tables) & set(INDEX):  # the copy of an earlier wirehouse, whose search was another
                index_stored(connection)
    except DatabaseError as error:
        msg = f"what the loader's database has lost cannot be taken from {copy}: {first_line(error)}"
        raise WarehouseDamagedError(msg) from error


def _mark_unpublished(connection: Connection) -> None:
    """Have the run publish if the readers' file is not the copy that was made last."""
    if run_sql(connection, "publish/restore", "find_readers_published", {}).fetchall():
        run_sql(connection, "publish/restore", "forget_published", {})
    else:  # the copy of an earlier wirehouse does not say which it is
        connection.execute("DELETE FROM published")


@contextmanager
def _attached_readers(connection: Connection, copy: Path) -> Iterator[bool]:
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
