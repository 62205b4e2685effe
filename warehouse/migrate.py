"""Bringing a database to today's tables: numbered files, applied in order, never edited once released."""

from collections.abc import Callable, Iterator
from importlib.resources import files

from warehouse.connection import Connection, transaction
from warehouse.errors import WarehouseDamagedError
from warehouse.search.index import index_stored
from warehouse.sql import first_of

# No DEFAULT anywhere: DuckDB 1.5.5 cannot replay a COMMENT on a column of such a table from its log after a kill.
_RECORD = "CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"

_BACKFILLS: dict[str, Callable[[Connection], None]] = {"0009_search_by_postings": index_stored}
"""Functions that fill the tables of a migration, in its transaction, where SQL alone cannot."""
_FIND_KEYS = "SELECT 1 FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY' LIMIT 1"


def migrate(connection: Connection) -> list[str]:
    """Apply what is not applied yet, each in one transaction with its record; the names of those applied.

    Raises WarehouseDamagedError if the database has migrations that this wirehouse does not know.
    """
    connection.execute(_RECORD)
    applied = {name for (name,) in connection.execute("SELECT name FROM schema_migrations").fetchall()}
    known = dict(_migrations())
    if applied and first_of(connection.execute(_FIND_KEYS)):
        msg = (
            "the database was made before the first release, with indexes that DuckDB 1.0 cannot open: move the home "
            "directory away, and run: wirehouse ingest"
        )
        raise WarehouseDamagedError(msg)
    if unknown := sorted(applied - known.keys()):
        msg = f"the database was made by a newer wirehouse (it has {unknown[-1]}): upgrade wirehouse"
        raise WarehouseDamagedError(msg)
    pending = [name for name in sorted(known) if name not in applied]
    for name in pending:
        with transaction(connection):
            connection.execute(known[name])
            if name in _BACKFILLS:
                _BACKFILLS[name](connection)
            connection.execute("INSERT INTO schema_migrations VALUES (?, now())", [name])
    return pending


def lacks_migrations(connection: Connection) -> bool:
    """Whether a database is of an earlier wirehouse, or has no tables yet; it is only looked at."""
    if not first_of(connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'schema_migrations'")):
        return True
    applied = {name for (name,) in connection.execute("SELECT name FROM schema_migrations").fetchall()}
    return not dict(_migrations()).keys() <= applied


def _migrations() -> Iterator[tuple[str, str]]:
    for entry in files("warehouse").joinpath("migrations").iterdir():
        if entry.name.endswith(".sql"):
            yield entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8")
