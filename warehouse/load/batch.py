"""One batch into the warehouse: all of it in one transaction, or nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.connection import Connection, frames, transaction
from warehouse.runs.runs import Run
from warehouse.search.index import index_batch
from warehouse.sql import first_of, run_sql


@dataclass(frozen=True, slots=True)
class Batch:
    """Files read, parsed and judged, as frames.

    readings   ordinal, path, size, mtime_ns, ctime_ns, inode, sha256, own_id, id_derived, withheld, characters,
               unclaimed; one row per file, ordinal in the order of reading
    records    ordinal and the columns of ``articles`` that the text gives; none for a withheld file
    images     ordinal, position, caption, credit_line, photographer
    spans      ordinal, position, field, char_start, char_end, line_start, line_end
    words      in parts, as schemas/search_index.py numbers them
    verdicts   path, rule, severity, stage, field, value, message, line_start, line_end
    originals  sha256, size, bytes (compressed)
    """

    readings: Any
    records: Any
    images: Any
    spans: Any
    words: Any
    verdicts: Any
    originals: Any


_JUDGEMENT = (
    "clear_late_verdicts",
    "classify_readings",
    "assign_versions",
    "clear_changed",
    "find_superseded",
    "compare_revised",
    "find_changed_fields",
    "judge_ids",
    "judge_history",
)
"""The statements of ``load/judge.sql`` that say what becomes of each file, in order."""
_STEPS = (
    "insert_images",
    "insert_spans",
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
    "insert_late_issues",
    "stage_quarantine",
    "release_quarantine",
    "insert_quarantine",
    "count_batch",
)
"""The statements of ``load/write.sql`` that write a batch, in order."""
_OF_REVISIONS = frozenset(
    {
        "find_superseded",
        "compare_revised",
        "find_changed_fields",
        "judge_history",
        "reopen_duplicates",
        "keep_superseded",
        "delete_superseded",
    }
)
"""Those that look into the stored texts; a batch of new articles only need not."""


def commit_batch(connection: Connection, run: Run, batch: Batch, *, now: datetime, first: Callable[[], object]) -> None:
    """Write ledger, articles, versions, images, spans, search, issues, quarantine and the run's counts.

    What the stored versions tell of a text is judged by the table ``rules``, which has the severities in force.

    ``first`` is called before the commit: what must be on the disk then.
    """
    with batch_transaction(connection, run, batch, now) as values:
        _judge(connection, values)
        _run_steps(connection, "load/write", _STEPS, values)
        index_batch(connection, batch.words)
        first()


@contextmanager
def batch_transaction(connection: Connection, run: Run, batch: Batch, now: datetime) -> Iterator[dict[str, Any]]:
    """One transaction in which SQL can select from the batch's frames; the values that its statements name."""
    named = {
        "readings": batch.readings,
        "records": batch.records,
        "images": batch.images,
        "spans_read": batch.spans,
        "verdicts": batch.verdicts,
    }
    connection.execute("SET VARIABLE run_id = $run_id", {"run_id": run.run_id})
    with frames(connection, **named), transaction(connection):
        yield {"inbox": run.inbox, "run_id": run.run_id, "now": now}


def _judge(connection: Connection, values: dict[str, Any]) -> None:
    """Say what becomes of each file; again as long as that withholds one, since others may then replace another."""
    run_sql(connection, "load/judge", "create_late_verdicts", values)
    known, withheld = -1, 0
    while known < withheld:
        known = withheld
        _run_steps(connection, "load/judge", _JUDGEMENT, values)
        found = first_of(connection.execute("SELECT count(*) FROM late_verdicts WHERE severity = 'error'"))
        withheld = found[0] if found else 0


def _run_steps(connection: Connection, file: str, steps: Sequence[str], values: dict[str, Any]) -> None:
    for step in steps:
        if step not in _OF_REVISIONS or _revises(connection):
            run_sql(connection, file, step, values)


def _revises(connection: Connection) -> bool:
    """Whether the batch replaces a version, stored or its own."""
    found = first_of(
        connection.execute("SELECT 1 FROM incoming WHERE stored_version IS NOT NULL OR valid_to IS NOT NULL LIMIT 1")
    )
    return found is not None
