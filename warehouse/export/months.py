"""Articles for other tools, month by month, each month streamed by batches."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TextIO

from schemas.export.standards import Document, Row, to_news_article, to_ninjs
from warehouse.connection import Connection
from warehouse.formats.writers import write_csv, write_ndjson, write_parquet
from warehouse.sql import first_of, rows_of, run_sql

_ROWS_AT_ONCE = 1_000


class Month(NamedTuple):
    """A month of publication (``2025-06``; None where it is unknown), its articles, and what changes with them."""

    month: str | None
    articles: int
    mark: str


class Form(NamedTuple):
    """A form of export: the ending of its files, and how an executed statement is written to one."""

    ending: str
    write: Callable[[Connection, TextIO, int], None]


def list_months(connection: Connection, since: datetime | None) -> list[Month]:
    """The months that an export holds, of versions that were loaded at a moment or later."""
    return [
        Month(**row) for row in rows_of(run_sql(connection, "export/months", "list_export_months", {"since": since}))
    ]


def write_month(connection: Connection, form: str, month: str | None, since: datetime | None, out: TextIO) -> None:
    """Write the articles of one month. Raises OSError."""
    FORMS[form].write(
        run_sql(connection, "export/months", "read_export_month", {"month": month, "since": since}), out, 0
    )


def published_run_id(connection: Connection) -> str | None:
    """The latest run that readers know."""
    found = first_of(connection.execute("SELECT max(run_id) FROM runs"))
    return found[0] if found else None


def _lines_of(convert: Callable[[Row], Document]) -> Callable[[Connection, TextIO, int], None]:
    """A writer of one document a line."""

    def write(result: Connection, out: TextIO, _width: int) -> None:
        names = [column[0] for column in result.description or ()]
        while rows := result.fetchmany(_ROWS_AT_ONCE):
            out.writelines(_line(convert(dict(zip(names, row, strict=True)))) for row in rows)

    return write


def _line(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False) + "\n"


FORMS: dict[str, Form] = {
    "parquet": Form("parquet", write_parquet),
    "csv": Form("csv", write_csv),
    "ndjson": Form("ndjson", write_ndjson),
    "ninjs": Form("ninjs.ndjson", _lines_of(to_ninjs)),
    "jsonld": Form("jsonld.ndjson", _lines_of(to_news_article)),
}
