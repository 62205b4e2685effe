"""Checks of a whole run: too few articles, none for too long, fields that have gone missing.

They compare with the runs before; the table ``rules`` gets a name for each in ``schemas.rules`` (stage ``run``).
"""

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from schemas.rules import Rule
from warehouse.connection import Connection, transaction
from warehouse.rows import rows_of
from warehouse.runs import Run
from warehouse.statements import run_sql


def check_run(connection: Connection, run: Run, rules: Mapping[str, Rule]) -> list[dict[str, Any]]:
    """Check the run as a whole, and keep what is odd in ``issues``: rule, severity, field, value, message, remedy.

    A run that brought nothing is checked too: silence, or a day that is over by now.
    """
    with transaction(connection):
        row = connection.execute("SELECT loaded FROM runs WHERE run_id = ?", [run.run_id]).fetchone()
        if row and row[0]:
            run_sql(connection, "count_completeness", {"run_id": run.run_id, "inbox": run.inbox})
        found = [
            {"rule": rule.name, "severity": rule.severity, **oddity, "remedy": rule.remedy}
            for rule in rules.values()
            if rule.stage == "run" and rule.severity != "off"
            for oddity in rows_of(run_sql(connection, f"check_{rule.name}", _values(run, rule)))
        ]
        for oddity in found:
            run_sql(connection, "insert_run_issues", {"run_id": run.run_id, "inbox": run.inbox, **oddity})
    return found


def _values(run: Run, rule: Rule) -> dict[str, Any]:
    """What a check is asked with: the run, its moment, and the rule's parameters.

    ``over_day`` is the last day that was over so many hours ago that its articles are there.
    """
    moment = run.started_at.astimezone(UTC) - timedelta(hours=rule.values.get("lag", 0))
    return {
        "run_id": run.run_id,
        "inbox": run.inbox,
        "started_at": run.started_at,
        "over_day": moment.date() - timedelta(days=1),
        **rule.values,
    }
