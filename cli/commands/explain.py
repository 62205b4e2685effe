"""``wirehouse explain``: where each field of an article came from."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.params import Text, json_option, read_settings, with_settings

if TYPE_CHECKING:
    from pipeline.preview.lines import Piece

_GROUPS = ("images", "unclaimed", "removed")
"""What lines can be besides a column."""


@click.command()
@click.argument("article", type=Text())
@click.argument("field", type=Text(), required=False)
@click.option("--short", is_flag=True, help="Cut each line of the original to one on the screen.")
@json_option
@with_settings
def explain(  # noqa: PLR0913  one parameter per option
    article: str, field: str | None, home: Path | None, settings_file: Path | None, *, short: bool, as_json: bool
) -> None:
    """Show the record of ARTICLE (its id, path or file name), and its original with the field of each line.

    With FIELD only that field and its lines; the file itself may be gone.

    Example: wirehouse explain 07bc6e208129c909 headline
    """
    from cli.lookup import find_article
    from cli.views.terminal import echo_json
    from pipeline.preview.lines import is_of
    from warehouse.home import original_bytes, published
    from warehouse.queries.articles import read_spans

    settings = read_settings(settings_file, home=home)
    with published(settings.home) as connection:
        record = find_article(connection, article)
        spans = read_spans(connection, record["article_id"], record["version"])
    data = original_bytes(settings.home, record["sha256"])
    pieces = None if data is None else _label_original(data, spans)
    if field is not None:
        source = _source_field(record, spans, field)
        record = {name: value for name, value in record.items() if name == field}
        spans = [span for span in spans if is_of(span["field"], source)]
        pieces = None if pieces is None else [piece for piece in pieces if is_of(piece.field, source)]
    if as_json:
        lines = None if pieces is None else [piece._asdict() for piece in pieces]
        echo_json({"record": record, "spans": spans, "lines": lines})
        return
    _echo_record(record, whole=field is not None)
    _echo_pieces(pieces, short=short)


def _label_original(data: bytes, rows: list[dict[str, Any]]) -> "list[Piece]":
    """The lines of an original, given the rows of its spans."""
    from articles.decode import decode
    from articles.record import Span
    from pipeline.preview.lines import label_lines

    spans = [Span(*(row[key] for key in ("field", "char_start", "char_end", "line_start", "line_end"))) for row in rows]
    return label_lines(decode(data).text, spans)


def _source_field(record: dict[str, Any], spans: list[dict[str, Any]], field: str) -> str:
    """The field whose lines give this one. Raises UsageError if there is no such field."""
    from articles.text.spelling import did_you_mean
    from pipeline.preview.lines import is_of, source_of
    from warehouse.errors import UsageError

    labels = [span["field"] for span in spans]
    if field not in (*record, *_GROUPS) and not any(is_of(label, field) for label in labels):
        msg = f"there is no field {field}{did_you_mean(field, (*record, *_GROUPS))}"
        raise UsageError(msg)
    return source_of(field, labels) if record.get(field) is not None else field


def _echo_record(record: dict[str, Any], *, whole: bool) -> None:
    """Print the values; if they are not asked for as a whole, long ones cut and those that are NULL left out."""
    from cli.views.terminal import cell
    from schemas.text import whole_cell

    for name, value in record.items():
        if whole or value is not None:
            text = "NULL" if value is None else whole_cell(value) if whole else cell(value)
            click.echo(f"{click.style(f'{name:<20}', bold=True)} {text}")


def _echo_pieces(pieces: "list[Piece] | None", *, short: bool) -> None:
    from cli.views.lines import echo_lines

    click.echo()
    if pieces is None:
        click.echo("The original is not kept, is damaged, or is being written to at this moment.")
    elif not pieces:
        click.echo("No line of the original gives it.")
    else:
        echo_lines(pieces, short=short)
