"""A run's row: begun, counted, ended, and its receipt checked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from schemas.rules import Rule
from warehouse.connection import Connection, transaction
from warehouse.errors import ReceiptError
from warehouse.incidents.incidents import Policy, RunFailure, open_or_count, update_incidents
from warehouse.incidents.outbox import last_run_id
from warehouse.search.index import tidy_index
from warehouse.sql import first_of, rows_of, run_sql

Lap = tuple[str, int, int]
"""A step of a run: its name, how often it was called, and milliseconds in all."""
_COUNTED = ("seen", "unchanged", "unsettled", "ignored", "read_stated", "replayed_stated", "reparsed_stated")
_NOTHING = dict.fromkeys(_COUNTED, 0)
_AS_USUAL = Policy()


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of a run must know of it."""

    run_id: str
    inbox: str
    started_at: datetime
    parser_version: str
    contract_version: str
    pid: int
    host: str
    kind: str = "ingest"


def begin_run(connection: Connection, run: Run, rules: Sequence[Rule]) -> list[str]:
    """Write the run's row and the rules in force; the ids of earlier runs that are found dead, an incident each inbox.

    The caller holds the writer's lock: what is still marked as running is not.
    """
    with transaction(connection):
        dead = connection.execute(
            "UPDATE runs SET state = 'crashed', error = 'The process ended without a word.' "
            "WHERE state = 'running' RETURNING run_id, inbox"
        ).fetchall()
        _store_rules(connection, run, rules)
        run_sql(connection, "runs/runs", "begin_run", _values(run))
        if dead:
            messages = {inbox: f"The process of run {run_id} ended without a word." for run_id, inbox in sorted(dead)}
            open_or_count(connection, run, run.started_at, "run_crashed", messages)
    return [run_id for run_id, _ in dead]


def finish_run(  # noqa: PLR0913  what the end of a run is made of
    connection: Connection,
    run: Run,
    counts: dict[str, int],
    now: datetime,
    policy: Policy = _AS_USUAL,
    *,
    laps: Sequence[Lap] = (),
) -> dict[str, Any]:
    """Mark what is missing, write the last counts, end the run, and judge what it leaves; its row.

    ``counts`` has seen, unchanged, unsettled and ignored as the scan counted them, and read_stated, replayed_stated
    and reparsed_stated as the reader did; what it lacks is 0. ``laps`` are the steps so far.
    Raises ReceiptError, with the run marked as failed and an incident, if the receipt does not add up.
    """
    tidy_index(connection)
    values = {**_NOTHING, **counts, "run_id": run.run_id, "inbox": run.inbox, "now": now}
    with transaction(connection):
        run_sql(connection, "runs/runs", "mark_missing", values)
        run_sql(connection, "runs/runs", "release_missing", values)
        run_sql(connection, "runs/runs", "finish_run", values)
        _insert_laps(connection, run, laps)
        failure = _receipt_failure(connection, run, values)
        if failure:
            run_sql(connection, "runs/runs", "fail_run", {**values, "error": failure.message})
        update_incidents(connection, run, now, policy, failure)
    if failure:
        error = ReceiptError(failure.message)
        error.recorded = True
        raise error
    return rows_of(connection.execute("SELECT * FROM runs WHERE run_id = ?", [run.run_id]))[0]


def keep_laps(connection: Connection, run: Run, laps: Sequence[Lap]) -> None:
    """Write down steps that came after the run's end."""
    with transaction(connection):
        _insert_laps(connection, run, laps)


def _insert_laps(connection: Connection, run: Run, laps: Sequence[Lap]) -> None:
    if laps:
        connection.executemany("INSERT INTO run_steps VALUES (?, ?, ?, ?)", [(run.run_id, *lap) for lap in laps])


def _receipt_failure(connection: Connection, run: Run, values: dict[str, Any]) -> RunFailure | None:
    """Check the receipt of a run; None if it adds up."""
    mismatches = run_sql(connection, "runs/runs", "check_receipt", values).fetchall()
    if _wrote(connection, run):
        mismatches += run_sql(connection, "runs/runs", "check_keys", {}).fetchall()
    if not mismatches:
        return None
    details = "; ".join(f"{name}: {stated} stated, {counted} counted" for name, stated, counted in mismatches)
    return RunFailure("receipt_mismatch", f"the receipt of run {run.run_id} does not add up ({details})")


def _wrote(connection: Connection, run: Run) -> bool:
    """Whether any batch of the run was committed."""
    found = first_of(
        connection.execute('SELECT "read" + replayed + reparsed > 0 FROM runs WHERE run_id = ?', [run.run_id])
    )
    return bool(found and found[0])


def fail_run(  # noqa: PLR0913  what the end of a run is made of
    connection: Connection, run: Run, error: str, now: datetime, policy: Policy = _AS_USUAL, *, notify: bool = True
) -> None:
    """End the run as failed; what its batches committed stays.

    Opens an incident with the first line of the error if ``notify``.
    """
    with transaction(connection):
        run_sql(connection, "runs/runs", "fail_run", {"run_id": run.run_id, "error": error, "now": now})
        update_incidents(
            connection, run, now, policy, RunFailure("run_failed" if notify else None, error.split("\n", 1)[0][:500])
        )


def open_not_published(connection: Connection, run: Run, reason: str, now: datetime) -> None:
    """Open or count the incident not_published, of no inbox, for the last run."""
    with transaction(connection):
        open_or_count(connection, replace(run, run_id=last_run_id(connection)), now, "not_published", {"": reason})


def _store_rules(connection: Connection, run: Run, rules: Sequence[Rule]) -> None:
    """Write the registry, unless it is there and the last run was under the same contract."""
    last = first_of(
        connection.execute("SELECT contract_version FROM runs WHERE EXISTS (FROM rules) ORDER BY run_id DESC LIMIT 1")
    )
    if last != (run.contract_version,):
        connection.execute("DELETE FROM rules")
        rows = [(rule.name, rule.severity, rule.stage, rule.description, rule.remedy, rule.settings) for rule in rules]
        connection.executemany("INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?)", rows)


def _values(run: Run) -> dict[str, Any]:
    return {name: getattr(run, name) for name in Run.__dataclass_fields__}
