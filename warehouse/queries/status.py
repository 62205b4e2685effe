"""The facts of ``status``."""

from typing import Any

from warehouse.connection import Connection
from warehouse.incidents.incidents import list_open
from warehouse.sql import first_of, rows_of, run_sql


def read_health(connection: Connection) -> dict[str, Any]:
    """Last run, the last ingest and the oddities of every inbox, open incidents, counts, freshness, what is held."""
    facts = rows_of(run_sql(connection, "queries/status", "read_health", {}))[0]
    runs = rows_of(connection.execute("SELECT * FROM runs ORDER BY run_id DESC LIMIT 1"))
    return {
        "last_run": runs[0] if runs else None,
        "inboxes": rows_of(run_sql(connection, "queries/status", "list_last_runs", {})),
        "oddities": rows_of(run_sql(connection, "queries/status", "list_oddities", {})),
        "incidents": list_open(connection),
        **facts,
        "withheld_by_rule": rows_of(run_sql(connection, "queries/quarantine", "count_quarantine", {})),
    }


def read_published(connection: Connection) -> dict[str, Any] | None:
    """What a copy for readers says of itself; None if a wirehouse made it that did not write that down yet."""
    if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'published'").fetchall():
        return None
    return next(iter(rows_of(connection.execute("SELECT * FROM published"))), None)


def knows_inbox(connection: Connection, inbox: str) -> bool:
    """Whether a run ever scanned the inbox, or was to."""
    return first_of(run_sql(connection, "queries/status", "find_inbox", {"inbox": inbox})) == (True,)
