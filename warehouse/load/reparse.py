"""Stored articles brought to what today's parser says: new versions where values differ, nothing where they do not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.connection import Connection
from warehouse.load.batch import Batch, batch_transaction
from warehouse.rows import rows_of
from warehouse.runs.runs import Run
from warehouse.search.index import index_batch
from warehouse.sql import frame_of, run_sql

_STEPS = (
    "create_late_verdicts",
    "compare_stored",
    "clear_changed",
    "find_changed_fields",
    "stage_renewed",
    "carry_marks",
    "insert_images",
    "insert_spans",
    "find_superseded",
    "stage_versions",
    "keep_superseded",
    "delete_superseded",
    "insert_articles",
    "insert_reparsed_issues",
    "insert_carried_issues",
    "count_reparsed",
)
"""The statements of a batch, in order; each is a file of ``warehouse/sql``."""


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
    return frame_of(connection, "list_stored", values)


def commit_reparsed(connection: Connection, run: Run, batch: Batch, now: datetime) -> None:
    """Write the articles of a batch whose values differ as new versions; the readings' own_id is the article's id."""
    with batch_transaction(connection, run, batch, now) as values:
        for step in _STEPS:
            run_sql(connection, step, values)
        index_batch(connection, batch.words)


def reopen_unkept(connection: Connection, run: Run, paths: list[str]) -> None:
    """Have files of the run's inbox read again, because their originals are missing or damaged."""
    if paths:
        run_sql(connection, "reopen_unkept", {"inbox": run.inbox, "paths": paths})


def list_retained(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    """The articles that a reparse found to break today's contract, with rules and reason."""
    return rows_of(run_sql(connection, "list_retained", {"run_id": run_id}))


def count_renewed(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    """In how many articles a reparse changed each field."""
    return rows_of(run_sql(connection, "count_renewed", {"run_id": run_id}))
