"""Find what a command's argument names: an article, an inbox, a section."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from settings.inboxes import Inbox, find_inbox, path_text
from warehouse.connection import Connection
from warehouse.errors import UsageError
from warehouse.queries.articles import find_articles, find_near
from warehouse.reports.catalog import known_inboxes

_MOST_IDS = 3
_MOST_SECTIONS = 6
"""Sections up to which an error message lists all of them, "(none)" included."""


def find_article(connection: Connection, name: str) -> dict[str, Any]:
    """The article of that id, path or file name. Raises UsageError that says where to look for it."""
    found = find_articles(connection, name)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(f"{row['article_id']} ({row['inbox']}/{row['path']})" for row in found[:_MOST_IDS])
        msg = f"{len(found)} articles are called {name}; give an id: {ids}{' …' if len(found) > _MOST_IDS else ''}"
        raise UsageError(msg)
    files, near = find_near(connection, name)
    hints = ["look for it: wirehouse sql \"SELECT article_id, path FROM articles WHERE headline ILIKE '%word%'\""]
    hints = [f"there is {row['article_id']} ({row['path']}: {row['headline']})" for row in near] or hints
    hints = [_file_hint(row) for row in files] or hints
    msg = f"no article {name}; {'; '.join(hints)}"
    raise UsageError(msg)


def known_inbox(connection: Connection, inboxes: Sequence[Inbox], given: str) -> str:
    """An inbox as the tables name it, given its path, the last part of it, or its name in the settings.

    Raises UsageError if the warehouse knows no such inbox, or several.
    """
    known = known_inboxes(connection)
    named = find_inbox(inboxes, Path(given))
    whole = path_text(named.path if named else Path(given))
    fits = [inbox for inbox in known if inbox == whole] or [inbox for inbox in known if Path(inbox).name == given]
    if len(fits) == 1:
        return fits[0]
    problem = "there is no inbox" if not fits else "several inboxes are called"
    msg = f"--inbox: {problem} {given}; inboxes: {', '.join(fits or known) or 'none yet'}"
    raise UsageError(msg)


def known_section(connection: Connection, given: str) -> str:
    """A section as the articles spell it; case and accents do not matter, and ``(none)`` is that of those without one.

    Raises UsageError if no version of any article is in it.
    """
    from warehouse.search.search import can_search, fold_words, list_sections

    if not can_search(connection):  # the copy of an earlier wirehouse cannot fold
        return given
    sections = ["(none)", *list_sections(connection)]
    folds = fold_words(connection, [given, *sections])
    for section in sections:
        if folds[section] == folds[given]:
            return section
    near = get_close_matches(given, sections, n=3, cutoff=0.5)
    near = near or (sections[1:6] if len(sections) <= _MOST_SECTIONS else [*sections[1:6], "…"])
    msg = f"--section: no article is in a section {given}; sections: {', '.join(near) or 'none'}"
    raise UsageError(msg)


def _file_hint(file: dict[str, Any]) -> str:
    """What became of a file that holds no article of its own."""
    if file["status"] == "duplicate":
        return f"{file['path']} has the same bytes as {file['duplicate_of']}: wirehouse explain {file['duplicate_of']}"
    return f"{file['path']} is withheld: wirehouse quarantine show {file['path']}"
