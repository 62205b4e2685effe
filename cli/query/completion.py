"""What can stand where the cursor is: words of SQL, tables, columns, and the prompt's own commands."""

import re
from collections.abc import Iterable, Iterator, Mapping

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from warehouse.queries.catalog import Table

COMMANDS = (".help", ".quit", ".schema", ".tables")

_SQL = (
    "ALL", "AND", "ANY", "AS", "ASC", "ASOF", "BETWEEN", "BY", "CASE", "CAST", "COLUMNS", "COUNT", "CROSS", "DESC",
    "DESCRIBE", "DISTINCT", "ELSE", "END", "EXCEPT", "EXCLUDE", "EXISTS", "EXPLAIN", "FALSE", "FILTER", "FROM",
    "FULL", "GROUP", "HAVING", "ILIKE", "IN", "INNER", "INTERSECT", "INTERVAL", "IS", "JOIN", "LEFT", "LIKE",
    "LIMIT", "NOT", "NULL", "OFFSET", "ON", "OR", "ORDER", "OVER", "PARTITION", "QUALIFY", "REPLACE", "RIGHT",
    "SELECT", "SHOW", "SUMMARIZE", "TABLES", "THEN", "TRUE", "UNION", "USING", "VALUES", "WHEN", "WHERE", "WITH",
)  # fmt: skip
_WORD = re.compile(r"(?:(\w+)\.)?(\w*)$")
_TABLE_NAMES = re.compile(r"\b(?:FROM|JOIN|,)\s*(\w+)(?:\s+(?:AS\s+)?(\w+))?", re.IGNORECASE)


class SqlCompleter(Completer):
    """Completes from a catalog, which may be exchanged when there is a newer copy."""

    def __init__(self, catalog: Mapping[str, Table]) -> None:
        """Complete with these tables."""
        self.catalog = catalog

    def get_completions(self, document: Document, _event: CompleteEvent) -> Iterator[Completion]:
        """What the word before the cursor can become."""
        before = document.text_before_cursor
        if before.startswith("."):
            yield from self._commands(before)
            return
        found = _WORD.search(before)
        owner, prefix = found.groups() if found else (None, "")
        if owner is not None:
            yield from _matching(self._columns_of(owner, document.text), prefix)
        elif prefix:
            yield from _matching(self._words(document.text), prefix)

    def _commands(self, before: str) -> Iterator[Completion]:
        _, blank, name = before.partition(" ")
        if blank:
            yield from _matching(((table, "table") for table in self.catalog if "(" not in table), name)
        else:
            yield from _matching(((command, "") for command in COMMANDS), before)

    def _words(self, text: str) -> Iterator[tuple[str, str]]:
        """Columns of the tables that the text names, or of all; then tables, then words of SQL."""
        named = [self.catalog[name] for name, _ in _TABLE_NAMES.findall(text) if name in self.catalog]
        seen = set()
        for table in named or self.catalog.values():
            for column in table.columns:
                if column.name not in seen:
                    seen.add(column.name)
                    yield column.name, column.kind
        yield from ((name, "table") for name in self.catalog)
        yield from ((word, "") for word in _SQL)

    def _columns_of(self, owner: str, text: str) -> Iterator[tuple[str, str]]:
        """The columns of a table, given by its name or by an alias."""
        aliases = {alias: name for name, alias in _TABLE_NAMES.findall(text) if alias}
        table = self.catalog.get(owner) or self.catalog.get(aliases.get(owner, ""))
        return ((column.name, column.kind) for column in (table.columns if table else ()))


def _matching(words: Iterable[tuple[str, str]], prefix: str) -> Iterator[Completion]:
    """Yield the words that begin with the prefix, case aside, each with its meaning."""
    for word, meaning in words:
        if word.lower().startswith(prefix.lower()):
            yield Completion(word, start_position=-len(prefix), display_meta=meaning)
