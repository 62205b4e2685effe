"""The facts of ``status``."""

from typing import Any

from warehouse.connection import Connection
from warehouse.rows import rows_of
from warehouse.statements import run_sql


def read_health(connection: Connection) -> dict[str, Any]:
    """Last run and what is odd about it as a whole, counts, freshness, and what is withheld by rule."""
    facts = rows_of(run_sql(connection, "read_health", {}))[0]
    runs = rows_of(connection.execute("SELECT * FROM runs ORDER BY run_id DESC LIMIT 1"))
    return {
        "last_run": runs[0] if runs else None,
        "oddities": _oddities(connection, runs[0]["run_id"]) if runs else [],
        **facts,
        "withheld_by_rule": rows_of(run_sql(connection, "count_quarantine", {})),
    }


def _oddities(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    found = connection.execute(
        "SELECT rule, severity, field, value, message, remedy FROM issues WHERE run_id = ? AND stage = 'run'", [run_id]
    )
    return rows_of(found)
