"""Small results as dictionaries. Large ones stay frames."""

from typing import Any

from warehouse.connection import Connection


def rows_of(result: Connection) -> list[dict[str, Any]]:
    """Every row of an executed statement, by column name."""
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def first_of(result: Connection) -> tuple[Any, ...] | None:
    """The first row of an executed statement that has few, None if it has none.

    Not fetchone: from DuckDB 2.0 on a connection takes no frame, and gives none, while a result has rows unfetched.
    """
    return next(iter(result.fetchall()), None)
