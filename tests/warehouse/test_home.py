"""Databases of a home, as other packages open them."""

import duckdb
import pytest

from house import House
from warehouse.connection import ORIGINALS
from warehouse.errors import DatabaseFailedError
from warehouse.home import latest, original_bytes, published


def test_errors_of_the_database_are_ours(house: House) -> None:
    """What DuckDB raises while a database is open is a WarehouseError, in one line."""
    house.run()

    with pytest.raises(DatabaseFailedError, match=r"^[^\n]*does not exist[^\n]*$"), published(house.home) as readers:
        readers.execute("SELECT * FROM no_such_table\n")
    with pytest.raises(DatabaseFailedError), latest(house.home) as (connection, _):
        connection.execute("SELECT")


def test_originals_without_their_table_are_not_kept(house: House) -> None:
    """After a kill between making the file of originals and its table an original is missing, not an error."""
    house.home.mkdir()
    duckdb.connect(str(house.home / ORIGINALS)).close()

    assert original_bytes(house.home, "0" * 64) is None
