"""What is withheld, and why."""

from typing import Any

from warehouse.connection import Connection
from warehouse.rows import rows_of
from warehouse.statements import run_sql


def list_quarantine(
    connection: Connection, *, run_id: str | None = None, rule: str | None = None, limit: int | None = None
) -> list[dict[str, Any]]:
    """Rows of ``quarantine``, the latest first; of one run or one rule if given."""
    return rows_of(run_sql(connection, "list_quarantine", {"run_id": run_id, "rule": rule, "limit": limit}))


def show_quarantine(connection: Connection, name: str) -> list[dict[str, Any]]:
    """The errors and warnings of the withheld files that a path, an article_id or the end of a path names."""
    return rows_of(run_sql(connection, "show_quarantine", {"name": name}))
