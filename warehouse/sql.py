"""Our SQL statements by name, and their small results as Python values."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from warehouse.connection import Connection

_PARAMETER = re.compile(r"\$([a-z_]+)")


@cache
def read_sql(name: str) -> str:
    """The text of ``warehouse/sql/<name>.sql``."""
    return files("warehouse").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


@cache
def has_sql(name: str) -> bool:
    """Whether there is such a statement."""
    return files("warehouse").joinpath("sql", f"{name}.sql").is_file()


@cache
def read_sqlite(name: str) -> str:
    """The text of ``warehouse/sqlite/<name>.sql``, for the queue of alerts."""
    return files("warehouse").joinpath("sqlite", f"{name}.sql").read_text(encoding="utf-8")


def run_sql(connection: Connection, name: str, values: Mapping[str, Any]) -> Connection:
    """Execute ``warehouse/sql/<name>.sql`` with those of the values that it names as ``$parameters``."""
    text = read_sql(name)
    return connection.execute(text, _wanted(text, values))


def frame_of(connection: Connection, name: str, values: Mapping[str, Any]) -> Any:
    """The rows that ``warehouse/sql/<name>.sql`` selects, as a Polars frame."""
    text = read_sql(name)
    return connection.sql(text, params=_wanted(text, values)).pl()


def _wanted(text: str, values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = set(_PARAMETER.findall(text))
    return {key: value for key, value in values.items() if key in wanted}


def rows_of(result: Connection) -> list[dict[str, Any]]:
    """Every row of an executed statement, by column name. Large results stay frames."""
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def first_of(result: Connection) -> tuple[Any, ...] | None:
    """The first row of an executed statement that has few, None if it has none.

    Not fetchone: from DuckDB 2.0 on a connection takes no frame, and gives none, while a result has rows unfetched.
    """
    return next(iter(result.fetchall()), None)
