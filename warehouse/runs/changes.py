"""What a run did to the warehouse, for whoever tells of it: articles changed, files withheld by rule."""

from typing import Any, NamedTuple

from warehouse.connection import Connection
from warehouse.sql import rows_of, run_sql


class Effects(NamedTuple):
    """A run's effects.

    ``changed`` has rows of article_id, version, changed_fields and path; ``withheld`` rows of rule, files and
    examples (three paths), a file once for each of its rules.
    """

    changed: list[dict[str, Any]]
    withheld: list[dict[str, Any]]


def read_effects(connection: Connection, run_id: str, *, limit: int = 20) -> Effects:
    """The effects of a run, with ``limit`` of the articles at most."""
    changed = rows_of(run_sql(connection, "runs/changes", "list_changed", {"run_id": run_id, "limit": limit}))
    return Effects(changed, rows_of(run_sql(connection, "runs/changes", "count_withheld", {"run_id": run_id})))
