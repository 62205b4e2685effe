"""``wirehouse sql``: a question in SQL, in a process that can do no harm."""

import sys
from pathlib import Path

import click

from cli.output import FORMATS, check_output, format_for, read_params, width_for
from cli.params import home_option, limits_of, read_settings, settings_option


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
        form=format_for(form, output, terminal=terminal),
        width=width_for(output),
        limits=limits,
        values=read_params(params),
    )
    run_sandboxed(question, output)


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
