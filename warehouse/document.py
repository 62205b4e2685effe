"""The tables as Markdown, for the README: from the data dictionary, like the DDL."""

from collections.abc import Iterator

from schemas.dictionary import ColumnEntry, TableEntry, table_entries
from warehouse.ddl import sql_type, versions_view


def render_tables() -> str:
    """Every table that readers meet, each with its columns, folded up."""
    return "\n".join(_table(table) for table in _in_reading_order())


def _in_reading_order() -> Iterator[TableEntry]:
    for table in table_entries():
        yield table
        if table.name == "articles":
            yield versions_view()


def _table(table: TableEntry) -> str:
    columns = [c for c in table.columns if table.name != "article_versions" or c.name.startswith("valid_")]
    more = "All columns of `articles`, and:\n\n" if len(columns) < len(table.columns) else ""
    rows = "\n".join(_row(column, column.name in table.primary_key) for column in columns)
    return (
        f"<details><summary><code>{table.name}</code>: {table.description}</summary>\n\n"
        f"{more}| column | type | what it is |\n| --- | --- | --- |\n{rows}\n\n</details>"
    )


def _row(column: ColumnEntry, key: bool) -> str:  # noqa: FBT001  said by its name at the only call
    kind = sql_type(column) + ("" if column.nullable else " NOT NULL") + (", key" if key else "")
    return f"| `{column.name}` | {kind} | {column.description.replace('|', chr(92) + '|')} |"
