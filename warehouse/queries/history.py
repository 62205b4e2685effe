"""The versions of an article."""

from typing import Any

from warehouse.connection import Connection
from warehouse.sql import rows_of, run_sql


def list_versions(connection: Connection, article_id: str) -> list[dict[str, Any]]:
    """Version, valid_from, valid_to, run_id and path of each version, the oldest first."""
    return rows_of(run_sql(connection, "queries/articles", "list_versions", {"article_id": article_id}))


def read_version(connection: Connection, article_id: str, version: int) -> dict[str, Any]:
    """What the text of one version says, by column, with ``images`` as a list of dictionaries or None."""
    (found,) = rows_of(
        run_sql(connection, "queries/articles", "read_version", {"article_id": article_id, "version": version})
    )
    return found
