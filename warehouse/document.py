"""The contract as Markdown: the tables from the data dictionary, like the DDL, and the rules from the registry."""

from collections.abc import Iterable, Iterator

from schemas.dictionary import ColumnEntry, TableEntry, table_entries
from schemas.rules import Rule
from warehouse.ddl import sql_type, versions_view


def tables_in_reading_order() -> Iterator[TableEntry]:
    """Every table and view that readers meet, and the originals."""
    for table in table_entries():
        yield table
        if table.name == "articles":
            yield versions_view()


def render_tables() -> str:
    """Every table that readers meet, each with its columns, folded up."""
    return "\n".join(render_table(table) for table in tables_in_reading_order())


def render_table(table: TableEntry) -> str:
    """One table with its columns, folded up."""
    columns = [c for c in table.columns if table.name != "article_versions" or c.name.startswith("valid_")]
    more = "All columns of `articles`, and:\n\n" if len(columns) < len(table.columns) else ""
    rows = "\n".join(_row(column, column.name in table.primary_key) for column in columns)
    return (
        f"<details><summary><code>{table.name}</code>: {table.description}</summary>\n\n"
        f"{more}| column | type | what it is |\n| --- | --- | --- |\n{rows}\n\n</details>"
    )


def render_rules(rules: Iterable[Rule]) -> str:
    """The rules as a table, with their severities and parameters."""
    head = "| rule | severity | stage | what is wrong | what to do |\n| --- | --- | --- | --- | --- |\n"
    return head + "\n".join(_rule(rule) for rule in rules)


def _row(column: ColumnEntry, key: bool) -> str:  # noqa: FBT001  said by its name at the only call
    kind = sql_type(column) + ("" if column.nullable else " NOT NULL") + (", key" if key else "")
    return f"| `{column.name}` | {kind} | {_escaped(column.description)} |"


def _rule(rule: Rule) -> str:
    parameters = f" ({', '.join(f'`{p.name}` {p.value}' for p in rule.parameters)})" if rule.parameters else ""
    cells = (
        f"`{rule.name}`",
        rule.severity,
        rule.stage,
        _escaped(rule.description) + parameters,
        _escaped(rule.remedy),
    )
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
