"""The command line: ``wirehouse``, also ``python -m cli``.

Exit codes: 0 done; 1 failed; 2 wrong usage or settings; 3 done, but files were quarantined and --strict was
given; 4 another run holds the warehouse.
"""

import os
import sys
from typing import Any

import click

from cli.commands.alerts import alerts
from cli.commands.contract import contract
from cli.commands.diff import diff
from cli.commands.explain import explain
from cli.commands.export import export
from cli.commands.ingest import ingest
from cli.commands.parse import parse
from cli.commands.quarantine import quarantine
from cli.commands.reparse import reparse
from cli.commands.report import report
from cli.commands.search import search
from cli.commands.serve import serve
from cli.commands.settings import settings
from cli.commands.sql import sql
from cli.commands.status import status
from cli.commands.verify import verify
from cli.commands.watch import watch
from cli.views.terminal import echo_failure
from pipeline.signals import install_handlers
from warehouse.connection import database_errors
from warehouse.errors import WarehouseError, first_line


class _PipeClosedError(Exception):
    """Whoever read our output has what it wanted: head, or a pager that was left."""


class _Commands(click.Group):
    """The commands; click itself would end with 1 when a reader goes, though what was asked for is done."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _PipeClosedError from error


@click.group(
    cls=_Commands,
    commands={
        command.name or "": command
        for command in (
            *(ingest, watch, serve, status, verify, sql, search, report, export),
            *(quarantine, parse, explain, diff, contract, reparse, alerts, settings),
        )
    },
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="wirehouse")
def wirehouse() -> None:
    """A directory of article files becomes a validated DuckDB warehouse.

    Example: wirehouse ingest seeds && wirehouse sql "SELECT headline FROM articles"
    """
    from cli.log import print_log

    print_log()


_WRITING = frozenset({"ingest", "watch", "serve", "reparse", "quarantine"})
"""Commands that make runs."""
_QUERYING = frozenset({"sql", "search"})
"""Commands whose argument may well begin with a hyphen."""


def main() -> None:
    """Run the command line; every failure is one sentence on stderr and an exit code."""
    install_handlers()
    try:
        with database_errors():
            code = wirehouse.main(standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        _fail(_interrupt_message(), 1)
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.NoSuchOption) and sys.argv[1] in _QUERYING:
            click.echo("If the query begins with a hyphen, put -- before it.", err=True)
        sys.exit(error.exit_code)
    except WarehouseError as error:
        _fail(str(error), error.exit_code)
    except (_PipeClosedError, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _fail(first_line(error), 1)


def _interrupt_message() -> str:
    """What an interrupt leaves behind."""
    loading = not _WRITING.isdisjoint(sys.argv[1:2])
    return "interrupted; what was committed stays, and the next run goes on from there" if loading else "interrupted"


def _fail(message: str, code: int) -> None:
    """End with a sentence."""
    echo_failure(message)
    sys.exit(code)
