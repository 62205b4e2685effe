"""``wirehouse sql``: a question in SQL, in a process that can do no harm."""

import sys
from pathlib import Path
from shutil import get_terminal_size

import click

from flows.commands.options import home_option, read_settings, settings_option

FORMATS = ("table", "csv", "json", "ndjson", "markdown", "parquet")


@click.command()
@click.argument("query", required=False)
@click.option(
    "--file", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Read the SQL from a file."
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, csv in a pipe.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the result to a file.")
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="Seconds that it may take."
)
@home_option
@settings_option
def sql(  # noqa: PLR0913  one parameter per option
    query: str | None,
    home: Path | None,
    settings_file: Path | None,
    *,
    file: Path | None,
    form: str | None,
    output: Path | None,
    timeout: float,
) -> None:
    """Run SQL on the published database; read-only. QUERY may also come from --file or standard input.

    Example: wirehouse sql "SELECT article_section, count(*) FROM articles GROUP BY ALL"
    """
    from flows.sandbox import Question, run_sandboxed

    settings = read_settings(settings_file, home=home)
    terminal = sys.stdout.isatty() and output is None
    form = form or form_of(output)
    if form == "parquet" and terminal:
        msg = "Parquet is no text: give --output FILE"
        raise click.UsageError(msg)
    question = Question(
        home=settings.home,
        sql=_query(query, file),
        form=form or ("table" if terminal else "csv"),
        width=get_terminal_size().columns if terminal else 200,
        timeout=timeout,
    )
    run_sandboxed(question, output)


def form_of(output: Path | None) -> str | None:
    """The form that an output's name asks for."""
    ending = output.suffix.removeprefix(".") if output else ""
    return {"md": "markdown", "txt": "table"}.get(ending, ending if ending in FORMATS else None)


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
