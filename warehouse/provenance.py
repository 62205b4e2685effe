"""Where an article's fields came from."""

from typing import Any

from warehouse.connection import Connection
from warehouse.rows import rows_of
from warehouse.statements import run_sql


def find_article(connection: Connection, name: str) -> dict[str, Any] | None:
    """The current version of the article with this id, path or file name; None if there is none."""
    found = rows_of(run_sql(connection, "find_article", {"name": name}))
    return found[0] if found else None


def read_spans(connection: Connection, article_id: str, version: int) -> list[dict[str, Any]]:
    """The spans of one version, in the order of the text."""
    return rows_of(run_sql(connection, "read_spans", {"article_id": article_id, "version": version}))
