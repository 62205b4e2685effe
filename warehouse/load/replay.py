"""Replay: quarantined files whose originals are parsed and validated again."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from warehouse.connection import Connection, frames
from warehouse.runs.runs import Run
from warehouse.sql import first_of, frame_of, rows_of, run_sql

_INBOXES_OF = {"quarantine": "list_inboxes_of_quarantine", "articles": "list_inboxes_of_articles"}


@dataclass(frozen=True, slots=True)
class ReplaySelection:
    """Which quarantined files: all of them or (not ``every``) those that a change could release; of a rule, a path."""

    every: bool = False
    rule: str | None = None
    path: str | None = None


def list_quarantined(
    connection: Connection, run: Run, selection: ReplaySelection, *, max_file_size: int, today: date
) -> int:
    """Stage the quarantined files of the run's inbox that are worth another try in a temporary table; how many."""
    values = {
        "inbox": run.inbox,
        "parser_version": run.parser_version,
        "contract_version": run.contract_version,
        "max_file_size": max_file_size,
        "today": today,
        "every": selection.every,
        "rule": selection.rule,
        "path": selection.path,
    }
    nothing = first_of(connection.execute("SELECT 1 FROM quarantine WHERE inbox = ? LIMIT 1", [run.inbox])) is None
    run_sql(connection, "load/replay", "list_nothing_withheld" if nothing else "list_withheld", values)
    return count_replayable(connection)


def count_replayable(connection: Connection) -> int:
    """Count the quarantined files that are staged."""
    found = first_of(connection.execute("SELECT count(*) FROM replayable"))
    return int(found[0]) if found else 0


def read_replayable(connection: Connection) -> Any:
    """The listed files as a frame, in the order of reading.

    Columns: path, size, mtime_ns, ctime_ns, inode, sha256, article_id.
    """
    return frame_of(connection, "load/replay", "read_replayable", {})


def reopen_quarantined(connection: Connection, run: Run, unkept: Any) -> None:
    """Have files (a frame with their path) read from the inbox again: their originals are missing or damaged."""
    with frames(connection, unkept=unkept.select("path")):
        run_sql(connection, "load/replay", "reopen_withheld", {"inbox": run.inbox})
        connection.execute("DELETE FROM replayable WHERE path IN (SELECT path FROM unkept)")


def stage_replay(connection: Connection) -> int:
    """Stage the listed files for replaying, but those that a scan found changed or gone; how many remain."""
    run_sql(connection, "load/replay", "stage_replay", {})
    return count_replayable(connection)


def skip_scan(connection: Connection) -> None:
    """Create the tables of a scan, empty, for a run that scans no inbox."""
    run_sql(connection, "load/replay", "begin_without_scan", {})


def inboxes_of(connection: Connection, table: str) -> list[str]:
    """The inboxes that a table (quarantine or articles) has rows of."""
    rows = rows_of(run_sql(connection, "load/replay", _INBOXES_OF[table], {}))
    return [row["inbox"] for row in rows]


def list_released(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    """List the files that a run released from quarantine by replaying them."""
    return rows_of(run_sql(connection, "load/replay", "list_freed", {"run_id": run_id}))
