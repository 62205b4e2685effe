"""``wirehouse contract``: the rules and columns, and what a change of them would do."""

import click

from flows.commands.contract_check import check


@click.group(commands={"check": check})
def contract() -> None:
    """Show the contract, and try a changed one before it is adopted.

    Example: wirehouse contract check --against new.toml
    """
