"""``wirehouse sql``: a question in SQL, in a process that can do no harm."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from shutil import get_terminal_size

import click

from cli.params import home_option, read_settings, settings_option

FORMATS = ("table", "csv", "json", "ndjson", "markdown", "parquet")
_ENDINGS = {"md": "markdown", "txt": "table", "jsonl": "ndjson"} | {name: name for name in FORMATS}
_PIPE_WIDTH = 200


@click.command()
@click.argument("query", required=False)
@click.option(
    "--file", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Read the SQL from a file."
)
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="The value of $NAME in the SQL; may be repeated. It takes the type of what it is compared with; "
    "elsewhere it is text, until the SQL casts it: $NAME::INTEGER.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, csv in a pipe.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the result to a file, whole or not at all; its ending tells the format.",
)
@click.option(
    "--timeout", type=click.FloatRange(0.1, 86_400), help="Seconds that it may take; default sql_timeout, 60."
)
@click.option("--memory", help="What it may use, as in 2GB; default sql_memory, 1GB.")
@home_option
@settings_option
def sql(  # noqa: PLR0913  one parameter per option
    query: str | None,
    home: Path | None,
    settings_file: Path | None,
    *,
    file: Path | None,
    params: tuple[str, ...],
    form: str | None,
    as_json: bool,
    output: Path | None,
    timeout: float | None,
    memory: str | None,
) -> None:
    """Run SQL on the published database; read-only, without files, network, extensions and settings.

    QUERY may also come from --file or standard input, and may be several statements. Without any of them, on a
    terminal, a prompt begins.

    \b
    Example: wirehouse sql "SELECT article_section, count(*) FROM articles GROUP BY ALL"
             wirehouse sql 'FROM articles WHERE published_on >= $since' --param since=2026-11-01 --output new.parquet
             wirehouse sql --file questions.sql --format markdown
    """  # noqa: D301  click wants the character itself
    from cli.params import limits_of
    from warehouse.formats.output import check_output
    from warehouse.sandbox.run import SandboxQuery, run_sandboxed

    form = "json" if as_json else form
    settings = read_settings(settings_file, home=home, sql_timeout=timeout, sql_memory=memory)
    limits = limits_of(settings)
    terminal = sys.stdout.isatty() and output is None
    if terminal and query is None and file is None and sys.stdin.isatty() and not params:
        from cli.query.prompt import prompt_for_queries

        prompt_for_queries(settings.home, form or "table", limits)
        return
    if output is not None:
        check_output(output, settings.home)
    question = SandboxQuery(
        home=settings.home,
        sql=_query(query, file),
        form=form_of(form, output, terminal=terminal),
        width=width_for(output),
        limits=limits,
        values=read_params(params),
    )
    run_sandboxed(question, output)


def width_for(output: Path | None) -> int:
    """How wide a table may be: as the terminal is, or what fits a page in a pipe; a file gets all of it."""
    from warehouse.formats.table import WHOLE

    if output is not None:
        return WHOLE
    return get_terminal_size().columns if sys.stdout.isatty() else _PIPE_WIDTH


def form_of(form: str | None, output: Path | None, *, terminal: bool) -> str:
    """The form asked for by name, by the output's ending, or by where the answer goes. Raises click.UsageError."""
    if form == "parquet" and terminal:
        msg = "Parquet is no text: give --output FILE"
        raise click.UsageError(msg)
    if form is None and output is not None:
        form = _ENDINGS.get(output.suffix.removeprefix("."))
        if form is None:
            endings = ", ".join(f".{ending}" for ending in sorted(_ENDINGS))
            msg = f"--output {output} ends in none of {endings}: give --format"
            raise click.UsageError(msg)
    return form or ("table" if terminal else "csv")


def read_params(params: Iterable[str]) -> dict[str, str]:
    """The values of parameters by their names. Raises click.UsageError."""
    values: dict[str, str] = {}
    for param in params:
        name, equals, value = param.partition("=")
        name = name.removeprefix("$")
        if not equals or not re.fullmatch(r"\w+", name):
            msg = f"--param {param}: write NAME=VALUE, as in --param since=2026-11-01"
            raise click.UsageError(msg)
        if name in values:
            msg = f"--param {name} is given twice"
            raise click.UsageError(msg)
        values[name] = value
    return values


def _query(query: str | None, file: Path | None) -> str:
    if file is not None and query is not None:
        msg = "give a query or --file, not both"
        raise click.UsageError(msg)
    if file is not None:
        return file.read_text(encoding="utf-8", errors="surrogateescape")
    if query is not None and query != "-":
        return query
    if sys.stdin.isatty():
        msg = 'give a query, --file, or SQL on standard input; for example: wirehouse sql "SELECT * FROM articles"'
        raise click.UsageError(msg)
    return sys.stdin.buffer.read().decode("utf-8", errors="surrogateescape")
