"""Records compared with what is stored of them, without writing; also on a database that is open read-only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from warehouse.connection import Connection, frames
from warehouse.sql import frame_of, rows_of, run_sql


def list_quarantined_files(connection: Connection) -> Any:
    """List what is in quarantine: a frame of inbox, path, sha256, article_id, rules."""
    return frame_of(connection, "load/compare", "list_withheld_files", {})


@contextmanager
def compare_batch(connection: Connection, *, readings: Any, records: Any, images: Any) -> Iterator[Any]:
    """How today's records differ from the stored ones: a frame, while the block lasts.

    ``readings`` has ordinal and own_id, the article's id. The frame has article_id, changed_fields, and the rules
    that would mark the article and do not (marks), or do and would not (lost_marks), but those about other files and
    versions; rows that differ only.
    """
    with frames(connection, readings=readings, records=records, images=images):
        run_sql(connection, "load/compare", "compare_stored", {})
        run_sql(connection, "load/judge", "clear_changed", {})
        run_sql(connection, "load/judge", "find_changed_fields", {})
        yield frame_of(connection, "load/compare", "list_differences", {})


def read_pairs(connection: Connection, articles: list[str]) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """The stored and the new values of some articles of the batch in hand, by id."""
    before, after = (
        {row["article_id"]: row for row in rows_of(run_sql(connection, "load/compare", name, {"articles": articles}))}
        for name in ("read_texts_before", "read_texts_after")
    )
    return {article: (before[article], after[article]) for article in articles}
