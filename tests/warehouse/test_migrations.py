"""The database is what the models say, and every table and column says what it is."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from house import PROJECT, House, article_text
from schemas.dictionary import TableEntry
from warehouse.connection import LOADER, Connection, open_loader
from warehouse.dictionary.ddl import loader_tables, sql_type, versions_view
from warehouse.errors import ReceiptError, WarehouseDamagedError
from warehouse.migrate import migrate


@pytest.fixture(name="database")
def _database() -> Iterator[Connection]:
    with duckdb.connect(":memory:") as connection:
        migrate(connection)
        yield connection


@pytest.mark.parametrize("table", [*loader_tables(), versions_view()], ids=lambda table: table.name)
def test_columns_are_those_of_the_model(database: Connection, table: TableEntry) -> None:
    """Names, types, order, NULLs and comments of the migrated tables are the models'."""
    found = database.execute(
        "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() "
        "WHERE table_name = ? ORDER BY column_index",
        [table.name],
    ).fetchall()

    of_view = table.name == versions_view().name
    wanted = [
        (c.name, sql_type(c).replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"), c.nullable or of_view, c.description)
        for c in table.columns
    ]
    if of_view:
        found, wanted = sorted(found), sorted(wanted)
    assert found == wanted


@pytest.mark.parametrize("table", list(loader_tables()), ids=lambda table: table.name)
def test_table_has_its_comment(database: Connection, table: TableEntry) -> None:
    """A table's comment is the model's description."""
    (comment,) = database.execute("SELECT comment FROM duckdb_tables() WHERE table_name = ?", [table.name]).fetchone()

    assert comment == table.description


def test_there_is_no_index(database: Connection) -> None:
    """DuckDB 1.0 opens no file with an index that 1.5 wrote: keys are checked by the receipt instead."""
    found = database.execute(
        "SELECT table_name FROM duckdb_constraints() WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE') "
        "UNION ALL SELECT table_name FROM duckdb_indexes()"
    ).fetchall()

    assert found == []


@pytest.mark.parametrize(
    "table", [table for table in loader_tables() if table.primary_key], ids=lambda table: table.name
)
def test_a_doubled_row_fails_the_run(house: House, table: TableEntry) -> None:
    """A key that is there twice makes the receipt fail: what a primary key would have done."""
    house.write("001_00000000000000aa.txt", article_text())
    house.write("002_00000000000000bb.txt", "")
    house.run()
    with open_loader(house.home / LOADER) as loader:
        if table.name == "article_images":
            loader.execute("INSERT INTO article_images VALUES ('00000000000000aa', 1, 1, NULL, NULL, NULL)")
        elif table.name == "alerts":
            loader.execute(
                "INSERT INTO alerts BY NAME SELECT 'a' AS alert_id, 'desk' AS destination, 'sent' AS state, "
                "now() AS created_at, 1 AS attempts, run_id FROM runs"
            )
        loader.execute(f"INSERT INTO {table.name} (FROM {table.name} LIMIT 1)")

    house.write("003_00000000000000cc.txt", article_text("A third story"))
    with pytest.raises(ReceiptError, match=f"{table.name}, each once"):
        house.run()


def test_nothing_is_without_a_comment(database: Connection) -> None:
    """Every table, view, macro and column of ours carries a comment."""
    silent = database.execute(
        """
        SELECT table_name, NULL FROM duckdb_tables() WHERE NOT internal AND comment IS NULL
        UNION ALL SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND comment IS NULL
        UNION ALL SELECT function_name, NULL FROM duckdb_functions() WHERE NOT internal AND comment IS NULL
        UNION ALL SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL
        """
    ).fetchall()

    assert silent == []


def test_migrating_again_does_nothing(database: Connection) -> None:
    """Migrations that are applied are not applied again."""
    assert migrate(database) == []


def test_a_newer_database_is_refused(database: Connection) -> None:
    """A database with migrations that this wirehouse does not know is not touched."""
    database.execute("INSERT INTO schema_migrations VALUES ('9999_from_the_future', now())")

    with pytest.raises(WarehouseDamagedError, match="newer wirehouse"):
        migrate(database)


def test_a_database_with_indexes_is_refused(database: Connection) -> None:
    """One made before the first release is not touched: DuckDB 1.5 breaks when its row groups are of another size."""
    database.execute("CREATE TABLE of_old (id INTEGER PRIMARY KEY)")

    with pytest.raises(WarehouseDamagedError, match="before the first release"):
        migrate(database)


def test_kill_after_a_migration_loses_nothing(tmp_path: Path) -> None:
    """What DuckDB's log holds of the migrations can be replayed after a kill."""
    database = tmp_path / "killed.duckdb"
    script = (
        "import os, duckdb; from warehouse.migrate import migrate; "
        f"connection = duckdb.connect({str(database)!r}); migrate(connection); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", script], check=False)

    assert killed.returncode == -9
    assert database.with_name("killed.duckdb.wal").stat().st_size > 0
    with duckdb.connect(str(database)) as connection:
        assert migrate(connection) == []
        assert connection.execute("SELECT count(*) FROM articles_as_of(now())").fetchone() == (0,)


def test_a_database_with_rows_is_migrated(tmp_path: Path) -> None:
    """What an earlier wirehouse wrote is kept, and takes what today's writes."""
    files = sorted((PROJECT / "warehouse" / "migrations").glob("*.sql"))
    path = str(tmp_path / "old.duckdb")
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE schema_migrations (name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)")
        for file in files[:2]:
            connection.execute(file.read_text(encoding="utf-8"))
            connection.execute("INSERT INTO schema_migrations VALUES (?, now())", [file.stem])
        connection.execute(
            "INSERT INTO issues (run_id, inbox, path, rule, severity, stage, message) "
            "VALUES ('r', '/in', 'a.txt', 'truncated', 'warning', 'parse', 'It stops.')"
        )
        connection.execute("INSERT INTO rules VALUES ('truncated', 'warning', 'parse', 'It stops.', 'Crawl again.')")
    with duckdb.connect(path) as connection:
        assert migrate(connection) == [file.stem for file in files[2:]]
        connection.execute(
            "INSERT INTO issues (run_id, inbox, rule, severity, stage, message, remedy) "
            "VALUES ('s', '/in', 'volume', 'warning', 'run', 'Few.', 'Look.')"
        )
    with duckdb.connect(path) as connection:
        assert connection.execute("SELECT path, remedy FROM issues ORDER BY run_id").fetchall() == [
            ("a.txt", None), (None, "Look."),
        ]  # fmt: skip
        assert connection.execute("SELECT rule, parameters FROM rules").fetchall() == [("truncated", None)]
