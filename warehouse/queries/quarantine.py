"""What is withheld, and why."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from warehouse.connection import Connection
from warehouse.sql import rows_of, run_sql


@dataclass(frozen=True, slots=True)
class QuarantineFilter:
    """Which rows of ``quarantine``: of a run, a rule, paths that match a pattern, withheld since or before a moment."""

    run_id: str | None = None
    rule: str | None = None
    path: str | None = None
    since: datetime | None = None
    before: datetime | None = None


EVERYTHING = QuarantineFilter()


def list_quarantine(
    connection: Connection, wanted: QuarantineFilter = EVERYTHING, *, limit: int | None = None
) -> list[dict[str, Any]]:
    """Rows of ``quarantine``, the latest first."""
    return rows_of(run_sql(connection, "queries/quarantine", "list_quarantine", {**asdict(wanted), "limit": limit}))


def show_quarantine(connection: Connection, name: str) -> list[dict[str, Any]]:
    """The errors and warnings of the withheld files that a path, an article_id or the end of a path names."""
    return rows_of(run_sql(connection, "queries/quarantine", "show_quarantine", {"name": name}))
