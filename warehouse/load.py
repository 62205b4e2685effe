"""One batch into the warehouse: all of it in one transaction, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.connection import Connection, frames, transaction
from warehouse.runs import Run
from warehouse.statements import run_sql


@dataclass(frozen=True, slots=True)
class Batch:
    """Files read, parsed and judged, as frames.

    readings   ordinal, path, size, mtime_ns, ctime_ns, inode, sha256, own_id, id_derived, withheld, characters,
               unclaimed; one row per file, ordinal in the order of reading
    records    ordinal and the columns of ``articles`` that the text gives; none for a withheld file
    images     ordinal, position, caption, credit_line, photographer
    spans      ordinal, position, field, char_start, char_end, line_start, line_end
    verdicts   path, rule, severity, stage, field, value, message, line_start, line_end
    originals  sha256, size, bytes (compressed)
    """

    readings: Any
    records: Any
    images: Any
    spans: Any
    verdicts: Any
    originals: Any


_STEPS = (
    "classify_readings",
    "assign_versions",
    "insert_images",
    "insert_spans",
    "find_superseded",
    "clear_changed",
    "compare_revised",
    "find_changed_fields",
    "stage_versions",
    "keep_superseded",
    "delete_superseded",
    "insert_articles",
    "rename_articles",
    "close_moved_files",
    "delete_files",
    "insert_files",
    "reopen_duplicates",
    "insert_issues",
    "insert_duplicate_issues",
    "stage_quarantine",
    "release_quarantine",
    "insert_quarantine",
    "count_batch",
)
"""The statements of a batch, in order; each is a file of ``warehouse/sql``."""
_OF_REVISIONS = frozenset(
    {
        "reopen_duplicates",
        "find_superseded",
        "compare_revised",
        "find_changed_fields",
        "keep_superseded",
        "delete_superseded",
    }
)
"""Those that look into the stored texts; a batch of new articles only need not."""


def commit_batch(  # noqa: PLR0913  what a batch is written with
    connection: Connection,
    run: Run,
    batch: Batch,
    *,
    duplicate_severity: str,
    now: datetime,
    first: Callable[[], object],
) -> None:
    """Write ledger, articles, versions, images, spans, issues, quarantine and the run's counts.

    ``first`` is called before the commit: what must be on the disk then.
    """
    values = {"inbox": run.inbox, "run_id": run.run_id, "now": now, "severity": duplicate_severity}
    named = {
        "readings": batch.readings,
        "records": batch.records,
        "images": batch.images,
        "spans_read": batch.spans,
        "verdicts": batch.verdicts,
    }
    connection.execute("SET VARIABLE run_id = $run_id", {"run_id": run.run_id})
    with frames(connection, **named), transaction(connection):
        for step in _STEPS:
            if step not in _OF_REVISIONS or _revises(connection):
                run_sql(connection, step, values)
        first()


def _revises(connection: Connection) -> bool:
    """Whether the batch replaces a version, stored or its own."""
    found = connection.execute(
        "SELECT 1 FROM incoming WHERE stored_version IS NOT NULL OR valid_to IS NOT NULL LIMIT 1"
    ).fetchone()
    return found is not None
