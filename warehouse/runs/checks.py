"""Checks of a whole run: too few articles, none for too long, fields that have gone missing.

They compare with the runs before; each rule of the stage ``run`` that is checked has a statement, ``check_<rule>``.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas.rules import Rule
from warehouse.connection import Connection, transaction
from warehouse.runs.runs import Run
from warehouse.sql import first_of, has_sql, rows_of, run_sql

_MINUTELY = "freshness"
"""The check whose answer changes by the minute; those of the others stay as long as nothing is loaded, for an hour."""


def run_checks(connection: Connection, run: Run, rules: Mapping[str, Rule]) -> list[dict[str, Any]]:
    """Check the run as a whole, and keep what is odd in ``issues``: rule, severity, field, value, message, remedy.

    A run that brought nothing is checked too: silence is odd, and a day may be over by now.
    """
    with transaction(connection):
        loaded, freed = connection.execute("SELECT loaded, freed FROM runs WHERE run_id = ?", [run.run_id]).fetchall()[
            0
        ]
        if loaded:
            run_sql(connection, "runs/checks", "count_completeness", {"run_id": run.run_id, "inbox": run.inbox})
        before = None if loaded or freed else _last_findings(connection, run)
        findings = [
            {"rule": rule.name, "severity": rule.severity, **finding, "remedy": rule.remedy}
            for rule in rules.values()
            if rule.stage == "run" and rule.severity != "off" and has_sql("runs/checks", f"check_{rule.name}")
            for finding in _findings(connection, run, rule, before)
        ]
        for finding in findings:
            run_sql(
                connection, "runs/checks", "insert_run_issues", {"run_id": run.run_id, "inbox": run.inbox, **finding}
            )
    return findings


def _findings(
    connection: Connection, run: Run, rule: Rule, before: Mapping[str, list[dict[str, Any]]] | None
) -> list[dict[str, Any]]:
    """What a check finds: field, value and message of each finding; from the run before if nothing can have changed."""
    if before is not None and rule.name != _MINUTELY:
        return before.get(rule.name, [])
    values = {
        "run_id": run.run_id,
        "inbox": run.inbox,
        "started_at": run.started_at,
        "over_day": _over_day(run.started_at, rule),
        **rule.values,
    }
    return rows_of(run_sql(connection, "runs/checks", f"check_{rule.name}", values))


def _last_findings(connection: Connection, run: Run) -> dict[str, list[dict[str, Any]]] | None:
    """What was odd about the last ingest, by rule; None if it is no answer for this one.

    It is none in another hour, under another contract, or when another run (a replay, a reparse, one that failed)
    changed articles since.

    The checks together cost some 50 ms with 100,000 articles, a fifth of all that such a run does in the database.
    """
    last = first_of(
        connection.execute(
            "SELECT run_id, started_at, contract_version, state = 'completed' AND kind = 'ingest' AS checked FROM runs "
            "WHERE inbox = ? AND run_id < ? AND (checked OR loaded + freed + renewed > 0) ORDER BY run_id DESC LIMIT 1",
            [run.inbox, run.run_id],
        )
    )
    if last is None or not last[3] or last[2] != run.contract_version or _hour(last[1]) != _hour(run.started_at):
        return None
    findings: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(
        connection.execute(
            "SELECT rule, field, value, message FROM issues WHERE run_id = ? AND stage = 'run'", [last[0]]
        )
    ):
        findings.setdefault(row.pop("rule"), []).append(row)
    return findings


def _hour(moment: datetime) -> datetime:
    """The hour of a moment: a day is over at a full one, or at another when the rule's lag says so."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _over_day(moment: datetime, rule: Rule) -> date:
    """The last day that was over so many hours ago that its articles are there."""
    return (moment.astimezone(UTC) - timedelta(hours=rule.values.get("lag", 0), days=1)).date()
