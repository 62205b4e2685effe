"""The contract as Markdown: the tables from the data dictionary, like the DDL, and the rules from the registry."""

from collections.abc import Iterable, Iterator

from schemas.dictionary import ColumnEntry, TableEntry, table_entries
from schemas.relations import RELATIONS, Relation
from schemas.rules import Rule
from warehouse.dictionary.ddl import sql_type, versions_view

_PAGE = """\
# Data dictionary

Made from the models (`make docs`): the comments in the database say the same (`DESCRIBE`, `duckdb_columns()`), and of
what readers have so does `wirehouse contract show`. [queries.md](queries.md) has queries to begin with.

All tables are in `published.duckdb`, but for `originals`, which is in `originals.duckdb`, and the loader's `outbox`.
Times are instants; your DuckDB shows them in its `TimeZone`. NULL means that the text does not say it.
`articles_as_of(TIMESTAMPTZ)` is a table macro: `articles` as it was at a moment. `article_history` holds the
superseded versions, which `article_versions` shows together with the current ones.

No key is a constraint of the database (a file with an index would not open in older clients): runs check them.

```mermaid
{diagram}
```

{tables}
"""


def tables_in_reading_order() -> Iterator[TableEntry]:
    """Every table and view that readers meet, and the originals."""
    for table in table_entries():
        yield table
        if table.name == "articles":
            yield versions_view()


def render_table(table: TableEntry) -> str:
    """One table with its columns, folded up."""
    columns = [c for c in table.columns if table.name != "article_versions" or c.name.startswith("valid_")]
    more = "All columns of `articles`, and:\n\n" if len(columns) < len(table.columns) else ""
    rows = "\n".join(_row(column, column.name in table.primary_key) for column in columns)
    return (
        f"<details><summary><code>{table.name}</code>: {table.description}</summary>\n\n"
        f"{more}| column | type | what it is |\n| --- | --- | --- |\n{rows}\n\n</details>"
    )


def render_dictionary() -> str:
    """The data dictionary as a page of its own: the diagram, then every table with its columns."""
    return _PAGE.format(diagram=render_diagram(), tables="\n\n".join(map(_section, tables_in_reading_order())))


def render_diagram() -> str:
    """Tables with the columns that are keys, and their relations, as a Mermaid diagram."""
    entities = [_entity(table) for table in tables_in_reading_order()]
    return "\n".join(["erDiagram", *map(_relation, RELATIONS), *entities])


def render_rules(rules: Iterable[Rule]) -> str:
    """The rules as a table, with their severities and parameters."""
    head = "| rule | severity | stage | what is wrong | what to do |\n| --- | --- | --- | --- | --- |\n"
    return head + "\n".join(_rule(rule) for rule in rules)


def _section(table: TableEntry) -> str:
    """One table under a heading, with its key and what it names."""
    named = [relation for relation in RELATIONS if relation.table == table.name]
    key = [f"Key: {_columns(table.primary_key)}."] if table.primary_key else []
    links = [
        f"{_columns(relation.columns)} names a row of `{relation.other}`" + ("." if relation.always else ", if any.")
        for relation in named
    ]
    columns = [c for c in table.columns if table.name != "article_versions" or c.name.startswith("valid_")]
    more = "All columns of `articles`, and:\n\n" if len(columns) < len(table.columns) else ""
    rows = "\n".join(_row(column, column.name in table.primary_key) for column in columns)
    return "\n\n".join(
        part
        for part in (
            f"## {table.name}",
            table.description,
            " ".join([*key, *links]),
            f"{more}| column | type | what it is |\n| --- | --- | --- |\n{rows}",
        )
        if part
    )


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _entity(table: TableEntry) -> str:
    """A table with those of its columns that are its key, or name a row of another."""
    foreign = {name for relation in RELATIONS if relation.table == table.name for name in relation.columns}
    lines = []
    for column in table.columns:
        marks = [mark for mark, names in (("PK", table.primary_key), ("FK", foreign)) if column.name in names]
        if marks:
            lines.append(f"        {sql_type(column)} {column.name} {', '.join(marks)}")
    return "\n".join([f"    {table.name} {{", *lines, "    }"])


def _relation(relation: Relation) -> str:
    one = "||" if relation.always else "|o"
    many = "o|" if relation.single else "o{"
    return f'    {relation.other} {one}--{many} {relation.table} : "{relation.verb}"'


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
