"""``wirehouse contract``: what is asked of an article, and of a run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.commands.contract_check import check
from cli.params import read_settings, settings_option

if TYPE_CHECKING:
    from cli.views.contract import Contract

_FORMATS = ("table", "json", "markdown", "jsonschema")


@click.group(commands={"check": check})
def contract() -> None:
    """Show the rules that articles and runs are judged by, and try changed ones before they are adopted.

    Example: wirehouse contract show
    """


@contract.command("show")
@click.argument("name", required=False)
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True, help="How it is said."
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@settings_option
def show_command(name: str | None, settings_file: Path | None, *, form: str, as_json: bool) -> None:
    """Show the rules, with the severities in force and where these come from, and the columns of the tables.

    NAME is a rule or a table: only it is shown then.

    Example: wirehouse contract show volume --json
    """
    from cli.views.contract import contract_facts, read_contract, schema_of
    from cli.views.terminal import echo_json

    found = read_contract(read_settings(settings_file), settings_file).select(name)
    if as_json or form == "json":
        echo_json(contract_facts(found))
    elif form == "jsonschema":
        echo_json(schema_of(found, name))
    elif form == "markdown":
        _echo_markdown(found)
    else:
        _echo_tables(found)


def _echo_markdown(contract: "Contract") -> None:
    from warehouse.dictionary.markdown import render_rules, render_table

    parts = [render_rules(contract.rules.values())] if contract.rules else []
    click.echo("\n\n".join([*parts, *map(render_table, contract.tables)]))


def _echo_tables(contract: "Contract") -> None:
    from cli.views.terminal import echo_table
    from warehouse.dictionary.ddl import sql_type

    if contract.rules:
        rows = [
            (
                rule.name,
                rule.severity,
                contract.source(rule.name),
                rule.stage,
                rule.settings,
                rule.description,
                rule.remedy,
            )
            for rule in contract.rules.values()
        ]
        echo_table(["rule", "severity", "from", "stage", "parameters", "what is wrong", "what to do"], rows)
    for table in contract.tables:
        click.echo()
        columns = [(c.name, sql_type(c) + ("" if c.nullable else " NOT NULL"), c.description) for c in table.columns]
        echo_table(["column", "type", "what it is"], columns, title=f"{table.name}: {table.description}")
