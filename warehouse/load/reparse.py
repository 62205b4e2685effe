"""Stored articles brought to what today's parser says: new versions where values differ, nothing where they do not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.connection import Connection
from warehouse.load.batch import Batch, batch_transaction
from warehouse.runs.runs import Run
from warehouse.search.index import index_batch
from warehouse.sql import frame_of, rows_of, run_sql

_STEPS = (
    ("load/judge", "create_late_verdicts"),
    ("load/compare", "compare_stored"),
    ("load/judge", "clear_changed"),
    ("load/judge", "find_changed_fields"),
    ("load/reparse", "stage_renewed"),
    ("load/reparse", "carry_marks"),
    ("load/write", "insert_images"),
    ("load/write", "insert_spans"),
    ("load/judge", "find_superseded"),
    ("load/write", "stage_versions"),
    ("load/write", "keep_superseded"),
    ("load/write", "delete_superseded"),
    ("load/write", "insert_articles"),
    ("load/reparse", "insert_reparsed_issues"),
    ("load/reparse", "insert_carried_issues"),
    ("load/reparse", "count_reparsed"),
)
"""The statements of a batch in order, each with its file."""


@dataclass(frozen=True, slots=True)
class ReparseSelection:
    """Which stored articles: those of other versions or (``every``) all; marked with a rule, loaded since."""

    every: bool = False
    rule: str | None = None
    since: datetime | None = None


def list_stored(connection: Connection, run: Run, selection: ReparseSelection) -> Any:
    """The stored articles to compare with today's parser, of the run's inbox or, if it has none, of all.

    A frame of inbox, path, sha256, article_id.
    """
    values = {
        "inbox": run.inbox or None,
        "parser_version": run.parser_version,
        "contract_version": run.contract_version,
        "every": selection.every,
        "rule": selection.rule,
        "since": selection.since,
    }
    return frame_of(connection, "load/reparse", "list_stored", values)


def commit_reparsed(connection: Connection, run: Run, batch: Batch, now: datetime) -> None:
    """Write the articles of a batch whose values differ as new versions; the readings' own_id is the article's id."""
    with batch_transaction(connection, run, batch, now) as values:
        for file, step in _STEPS:
            run_sql(connection, file, step, values)
        index_batch(connection, batch.words)


def reopen_unkept(connection: Connection, run: Run, paths: list[str]) -> None:
    """Have files of the run's inbox read again, because their originals are missing or damaged."""
    if paths:
        run_sql(connection, "load/reparse", "reopen_unkept", {"inbox": run.inbox, "paths": paths})


def list_retained(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    """The articles that a reparse found to break today's contract, with rules and reason."""
    return rows_of(run_sql(connection, "load/reparse", "list_retained", {"run_id": run_id}))


def count_renewed(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    """In how many articles a reparse changed each field."""
    return rows_of(run_sql(connection, "load/reparse", "count_renewed", {"run_id": run_id}))
