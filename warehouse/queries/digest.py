"""The facts of a digest: what a stretch of time has brought."""

from datetime import datetime
from typing import Any

from warehouse.connection import Connection
from warehouse.sql import first_of, rows_of, run_sql


def read_digest(connection: Connection, since: datetime, until: datetime) -> dict[str, Any]:
    """What was loaded and withheld in the period, the runs of it, how fresh each inbox is, and what is open now."""
    values = {"since": since, "until": until}
    sections = rows_of(run_sql(connection, "queries/digest", "count_loaded_by_section", values))
    incidents = list_incidents(connection)
    slowest = rows_of(run_sql(connection, "queries/digest", "find_slowest_run", values))
    steps = (
        rows_of(run_sql(connection, "queries/digest", "find_slowest_step", values)) if _times_steps(connection) else []
    )
    return {
        "since": since,
        "until": until,
        **{name: sum(row[name] for row in sections) for name in ("new", "revised", "reparsed")},
        "sections": sections,
        **rows_of(run_sql(connection, "queries/digest", "read_digest", values))[0],
        "withheld_by_rule": rows_of(run_sql(connection, "queries/quarantine", "count_quarantine", {})),
        "runs": {
            row["state"]: row["runs"] for row in rows_of(run_sql(connection, "queries/digest", "count_runs", values))
        },
        "slowest_run": slowest[0] if slowest else None,
        "slowest_step": steps[0] if steps else None,
        "inboxes": rows_of(run_sql(connection, "queries/digest", "list_freshness", {})),
        "incidents": [row for row in incidents or () if row["state"] == "open"],
        "incidents_known": incidents is not None,
    }


def list_incidents(connection: Connection) -> list[dict[str, Any]] | None:
    """What is and was wrong, the gravest first; None in a warehouse that was made before incidents were kept."""
    known = first_of(connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'incidents'"))
    return rows_of(run_sql(connection, "queries/digest", "list_incidents", {})) if known else None


def _times_steps(connection: Connection) -> bool:
    """Whether the warehouse keeps how long steps take; an older one does not until its next run."""
    return first_of(connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'run_steps'")) is not None
