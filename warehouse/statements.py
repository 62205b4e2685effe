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


def run_sql(connection: Connection, name: str, values: Mapping[str, Any]) -> Connection:
    """Execute ``warehouse/sql/<name>.sql`` with those of the values that it names as ``$parameters``."""
    text = read_sql(name)
    wanted = set(_PARAMETER.findall(text))
    return connection.execute(text, {key: value for key, value in values.items() if key in wanted})
