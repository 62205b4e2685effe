"""``wirehouse explain``: where each field of an article came from."""

from pathlib import Path
from typing import Any

import click

from flows.commands.options import json_option, read_settings, with_settings


@click.command()
@click.argument("article")
@click.argument("field", required=False)
@json_option
@with_settings
def explain(article: str, field: str | None, home: Path | None, settings_file: Path | None, *, as_json: bool) -> None:
    """Show the record of ARTICLE (its id or path), and the lines of the original that each FIELD came from.

    Example: wirehouse explain 5f1e0c92ab7d4e10 headline
    """
    from flows.display import echo_json
    from flows.errors import UsageError
    from flows.looking import original_lines, published
    from warehouse.provenance import find_article, read_spans

    settings = read_settings(settings_file, home=home)
    with published(settings.home) as connection:
        record = find_article(connection, article)
        if record is None:
            msg = f"no article {article}; the table articles lists them by article_id and path"
            raise UsageError(msg)
        spans = read_spans(connection, record["article_id"], record["version"])
    if field is not None:
        spans = _of_field(record, spans, field)
    lines = original_lines(settings.home, record["sha256"])
    if as_json:
        echo_json({"record": record if field is None else {field: record.get(field)}, "spans": spans})
        return
    _echo_record(record, field)
    _echo_lines(lines, spans)


def _of_field(record: dict[str, Any], spans: list[dict[str, Any]], field: str) -> list[dict[str, Any]]:
    from flows.errors import UsageError

    chosen = [span for span in spans if span["field"] == field or span["field"].startswith(f"{field}.")]
    if not chosen and field not in record:
        msg = f"there is no field {field}; fields: {', '.join(record)}"
        raise UsageError(msg)
    return chosen


def _echo_record(record: dict[str, Any], field: str | None) -> None:
    from flows.display import cell

    for name, value in record.items():
        if field in (None, name) and (value is not None or name == field):
            click.echo(f"{click.style(name, bold=True):<28} {'NULL' if value is None else cell(value)}")


def _echo_lines(lines: list[str] | None, spans: list[dict[str, Any]]) -> None:
    from schemas.values import shown

    click.echo()
    if not spans:
        click.echo("No line of the original gives it.")
        return
    if lines is None:
        click.echo("The original is being written to or not kept; try again.")
        return
    for span in spans:
        for number in range(span["line_start"], span["line_end"] + 1):
            if lines[number - 1].strip():
                label = click.style(f"{span['field']:<24}", fg=_colour(span["field"]))
                click.echo(f"{label} {number:>5} | {shown(lines[number - 1], 160)}")


def _colour(field: str) -> str:
    if field == "unclaimed":
        return "red"
    return "bright_black" if field.startswith("removed.") else "green"
