"""Finding the article that somebody means."""

from typing import Any

from flows.errors import UsageError
from warehouse.connection import Connection
from warehouse.queries.articles import find_articles, find_near

_MANY = 3


def find_article(connection: Connection, name: str) -> dict[str, Any]:
    """The article of that id, path or file name. Raises UsageError that says where to look for it."""
    found = find_articles(connection, name)
    if len(found) == 1:
        return found[0]
    if found:
        told = ", ".join(f"{row['article_id']} ({row['inbox']}/{row['path']})" for row in found[:_MANY])
        msg = f"{len(found)} articles are called {name}; give an id: {told}{' …' if len(found) > _MANY else ''}"
        raise UsageError(msg)
    files, near = find_near(connection, name)
    hints = ["look for it: wirehouse sql \"SELECT article_id, path FROM articles WHERE headline ILIKE '%word%'\""]
    hints = [f"there is {row['article_id']} ({row['path']}: {row['headline']})" for row in near] or hints
    hints = [_fate(row) for row in files] or hints
    msg = f"no article {name}; {'; '.join(hints)}"
    raise UsageError(msg)


def _fate(file: dict[str, Any]) -> str:
    """What became of a file that holds no article of its own."""
    if file["status"] == "duplicate":
        return f"{file['path']} has the same bytes as {file['duplicate_of']}: wirehouse explain {file['duplicate_of']}"
    return f"{file['path']} is withheld: wirehouse quarantine show {file['path']}"
