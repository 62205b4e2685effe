"""One batch into the warehouse: all of it in one transaction, or nothing."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from warehouse.connection import Connection, attached, frames, transaction
from warehouse.runs import Run
from warehouse.statements import run_sql


@dataclass(frozen=True, slots=True)
class Batch:
    """Files read, parsed and judged, as frames.

    readings   ordinal, path, size, mtime_ns, ctime_ns, inode, sha256, own_id, withheld, characters, unclaimed;
               one row per file, ordinal in the order of reading
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
    "find_changed_fields",
    "stage_versions",
    "keep_superseded",
    "delete_superseded",
    "insert_articles",
    "rename_articles",
    "close_moved_files",
    "delete_files",
    "insert_files",
    "insert_issues",
    "insert_duplicate_issues",
    "stage_quarantine",
    "release_quarantine",
    "insert_quarantine",
    "count_batch",
)
"""The statements of a batch, in order; each is a file of ``warehouse/sql``."""


def keep_originals(connection: Connection, path: Path, batch: Batch) -> None:
    """Store the batch's bytes in their own database file, before the batch itself.

    They are addressed by their content: doing it twice is harmless, and a crash after it leaves an orphan.
    """
    with attached(connection, path, "originals_file"), frames(connection, originals_read=batch.originals):
        connection.execute("BEGIN")  # no explicit rollback needed: detaching ends what is not committed
        run_sql(connection, "create_originals", {})
        run_sql(connection, "insert_originals", {})
        connection.execute("COMMIT")


def commit_batch(connection: Connection, run: Run, batch: Batch, *, duplicate_severity: str, now: datetime) -> None:
    """Write ledger, articles, versions, images, spans, issues, quarantine and the run's counts."""
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
            run_sql(connection, step, values)
