"""Our SQL statements by name, and their small results as Python values.

A file of statements lies beside the module that runs them, in the order in which they run. Each begins with a line
``-- name: insert_articles`` and a comment that says what it does and why.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from warehouse.connection import Connection

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
_PARAMETER = re.compile(r"\$([a-z_]+)")


class Statement(NamedTuple):
    """The text of a statement, with its comments, and the names of its ``$parameters``."""

    text: str
    parameters: frozenset[str]


@cache
def statements_in(file: str, package: str = "warehouse") -> Mapping[str, Statement]:
    """The statements of ``<package>/<file>.sql`` by name, in their order."""
    _, *parts = _NAME.split(files(package).joinpath(f"{file}.sql").read_text(encoding="utf-8"))
    texts = ((name, f"{text.strip()}\n") for name, text in zip(parts[::2], parts[1::2], strict=True))
    return {name: Statement(text, frozenset(_PARAMETER.findall(text))) for name, text in texts}


def read_sql(file: str, name: str, package: str = "warehouse") -> str:
    """The text of a statement. Raises LookupError if the file has none of this name."""
    return _find(file, name, package).text


def has_sql(file: str, name: str) -> bool:
    """Whether ``warehouse/<file>.sql`` has a statement of this name."""
    return name in statements_in(file)


def run_sql(connection: "Connection", file: str, name: str, values: Mapping[str, Any]) -> "Connection":
    """Execute a statement of ``warehouse/<file>.sql`` with those of the values that it names as ``$parameters``."""
    statement = _find(file, name)
    return connection.execute(statement.text, _wanted(statement, values))


def frame_of(connection: "Connection", file: str, name: str, values: Mapping[str, Any]) -> Any:
    """The rows that a statement of ``warehouse/<file>.sql`` selects, as a Polars frame."""
    statement = _find(file, name)
    return connection.sql(statement.text, params=_wanted(statement, values)).pl()


def rows_of(result: "Connection") -> list[dict[str, Any]]:
    """Every row of an executed statement, by column name. Large results stay frames."""
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def first_of(result: "Connection") -> tuple[Any, ...] | None:
    """The first row of an executed statement that has few, None if it has none.

    Not fetchone: from DuckDB 2.0 on a connection takes no frame, and gives none, while a result has rows unfetched.
    """
    return next(iter(result.fetchall()), None)


def _find(file: str, name: str, package: str = "warehouse") -> Statement:
    try:
        return statements_in(file, package)[name]
    except KeyError:
        msg = f"{package}/{file}.sql has no statement {name}"
        raise LookupError(msg) from None


def _wanted(statement: Statement, values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in statement.parameters}
