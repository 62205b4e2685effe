"""Databases of a home, as other packages open them."""

import pytest

from house import House
from warehouse.errors import DatabaseFailedError
from warehouse.home import latest, published


def test_errors_of_the_database_are_ours(house: House) -> None:
    """What DuckDB raises while a database is open is a WarehouseError, in one line."""
    house.run()

    with pytest.raises(DatabaseFailedError, match=r"^[^\n]*does not exist[^\n]*$"), published(house.home) as readers:
        readers.execute("SELECT * FROM no_such_table\n")
    with pytest.raises(DatabaseFailedError), latest(house.home) as (connection, _):
        connection.execute("SELECT")
