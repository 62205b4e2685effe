"""The SQL files beside this one, by name."""

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
