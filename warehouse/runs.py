"""A run's row: begun, counted, ended, and its receipt checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas.rules import Rule
from warehouse.connection import Connection, transaction
from warehouse.errors import ReceiptError
from warehouse.indexing import tidy_index
from warehouse.rows import rows_of
from warehouse.statements import run_sql

_COUNTED = ("seen", "unchanged", "unsettled", "ignored", "read_stated", "replayed_stated", "reparsed_stated")
_NOTHING = dict.fromkeys(_COUNTED, 0)


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
    """Write the run's row and the rules in force; the ids of earlier runs that are found dead.

    The caller holds the writer's lock: what is still marked as running is not.
    """
    with transaction(connection):
        dead = connection.execute(
            "UPDATE runs SET state = 'crashed', error = 'The process ended without a word.' "
            "WHERE state = 'running' RETURNING run_id"
        ).fetchall()
        _store_rules(connection, run, rules)
        run_sql(connection, "begin_run", _values(run))
    return [run_id for (run_id,) in dead]


def finish_run(connection: Connection, run: Run, counts: dict[str, int], now: datetime) -> dict[str, Any]:
    """Mark what is missing, write the last counts, and end the run; its row.

    ``counts`` has seen, unchanged, unsettled and ignored as the scan counted them, and read_stated, replayed_stated
    and reparsed_stated as the reader did; what it lacks is 0.
    Raises ReceiptError, with the run marked as failed, if the receipt does not add up.
    """
    tidy_index(connection)
    values = {**_NOTHING, **counts, "run_id": run.run_id, "inbox": run.inbox, "now": now}
    with transaction(connection):
        run_sql(connection, "mark_missing", values)
        run_sql(connection, "release_missing", values)
        run_sql(connection, "finish_run", values)
        faults = run_sql(connection, "check_receipt", values).fetchall()
        if _wrote(connection, run):
            faults += run_sql(connection, "check_keys", {}).fetchall()
    if faults:
        told = "; ".join(f"{name}: {stated} stated, {counted} counted" for name, stated, counted in faults)
        msg = f"the receipt of run {run.run_id} does not add up ({told})"
        fail_run(connection, run, msg, now)
        raise ReceiptError(msg)
    return rows_of(connection.execute("SELECT * FROM runs WHERE run_id = ?", [run.run_id]))[0]


def _wrote(connection: Connection, run: Run) -> bool:
    """Whether any batch of the run was committed."""
    found = connection.execute(
        'SELECT "read" + replayed + reparsed > 0 FROM runs WHERE run_id = ?', [run.run_id]
    ).fetchone()
    return bool(found and found[0])


def fail_run(connection: Connection, run: Run, error: str, now: datetime) -> None:
    """End the run as failed; what its batches committed stays."""
    with transaction(connection):
        run_sql(connection, "fail_run", {"run_id": run.run_id, "error": error, "now": now})


def _store_rules(connection: Connection, run: Run, rules: Sequence[Rule]) -> None:
    """Write the registry, unless it is there and the last run was under the same contract."""
    last = connection.execute(
        "SELECT contract_version FROM runs WHERE EXISTS (FROM rules) ORDER BY run_id DESC LIMIT 1"
    ).fetchone()
    if last != (run.contract_version,):
        connection.execute("DELETE FROM rules")
        rows = [(rule.name, rule.severity, rule.stage, rule.description, rule.remedy, rule.settings) for rule in rules]
        connection.executemany("INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?)", rows)


def _values(run: Run) -> dict[str, Any]:
    return {name: getattr(run, name) for name in Run.__dataclass_fields__}
