"""The command line: ``wirehouse``, also ``python -m flows``.

Exit codes: 0 done; 1 failed; 2 wrong usage or settings; 3 done, but files were quarantined and --strict was
given; 4 another run holds the warehouse.
"""

import sys

import click

from flows.commands.explain import explain
from flows.commands.ingest import ingest
from flows.commands.quarantine import quarantine
from flows.commands.report import report
from flows.commands.sql import sql
from flows.commands.status import status
from flows.errors import FlowError
from warehouse.errors import WarehouseBusyError, WarehouseError


@click.group(
    commands={command.name or "": command for command in (ingest, status, sql, report, quarantine, explain)},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="wirehouse")
def wirehouse() -> None:
    """A directory of article files becomes a validated DuckDB warehouse.

    Example: wirehouse ingest seeds && wirehouse sql "SELECT headline FROM articles"
    """


def main() -> None:
    """Run the command line; every failure is one sentence on stderr and an exit code."""
    try:
        sys.exit(wirehouse.main(standalone_mode=False))
    except click.exceptions.Abort:
        _fail("interrupted; what was committed stays, and the next run goes on from there", 1)
    except KeyboardInterrupt:
        _fail("interrupted; what was committed stays, and the next run goes on from there", 1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except FlowError as error:
        _fail(str(error), error.exit_code)
    except WarehouseBusyError as error:
        _fail(str(error), 4)
    except WarehouseError as error:
        _fail(str(error), 1)


def _fail(message: str, code: int) -> None:
    click.secho(f"wirehouse: {message}", err=True, fg="red")
    sys.exit(code)
