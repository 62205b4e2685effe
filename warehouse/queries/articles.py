"""An article: by which names it is found, where its fields came from, and its versions."""

from typing import Any

from warehouse.connection import Connection
from warehouse.sql import rows_of, run_sql


def find_articles(connection: Connection, name: str) -> list[dict[str, Any]]:
    """The current versions of the articles with this id (there is one), path or file name."""
    return rows_of(run_sql(connection, "queries/articles", "find_articles", {"name": name}))


def find_near(connection: Connection, name: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Files of this name or id that hold no article of their own, and articles with almost this id."""
    values = {"name": name}
    return rows_of(run_sql(connection, "queries/articles", "find_file", values)), rows_of(
        run_sql(connection, "queries/articles", "find_near_articles", values)
    )


def read_spans(connection: Connection, article_id: str, version: int) -> list[dict[str, Any]]:
    """The spans of one version, in the order of the text."""
    return rows_of(
        run_sql(connection, "queries/articles", "read_spans", {"article_id": article_id, "version": version})
    )


def list_versions(connection: Connection, article_id: str) -> list[dict[str, Any]]:
    """Version, valid_from, valid_to, run_id and path of each version, the oldest first."""
    return rows_of(run_sql(connection, "queries/articles", "list_versions", {"article_id": article_id}))


def read_version(connection: Connection, article_id: str, version: int) -> dict[str, Any]:
    """What the text of one version says, by column, with ``images`` as a list of dictionaries or None."""
    (found,) = rows_of(
        run_sql(connection, "queries/articles", "read_version", {"article_id": article_id, "version": version})
    )
    return found
