"""What ``status`` says: the last run, the readers' copy, what is withheld."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from alerts.queue.status import all_incidents
from cli.views.incidents import echo_open_incidents, incident_facts
from cli.views.terminal import echo_table, local_time
from pipeline.receipt import sums_of
from settings.units import age_text
from warehouse.connection import LOADER, PUBLISHED, DatabaseError, open_read_only
from warehouse.errors import WarehouseBusyError, WarehouseDamagedError, WarehouseError
from warehouse.home import published, published_info
from warehouse.lock import running_pid
from warehouse.queries.status import read_health

_CRASHED = "The process ended without a word; the next run goes on from there."


def read_status(home: Path) -> dict[str, Any]:
    """The facts: from the loader's database if it is free, else from the readers' copy, and about that copy.

    Raises WarehouseMissingError if there is neither.
    """
    return _read_facts(home) | {"published": published_info(home)}


def _read_facts(home: Path) -> dict[str, Any]:
    running, damage = running_pid(home), None
    if running is None and (home / LOADER).exists():
        try:
            with open_read_only(home / LOADER, patience=0) as loader:
                facts = read_health(loader) | {"home": str(home), "running_pid": None, "source": LOADER, "damage": None}
                return _mark_crashed(facts | {"incidents": _open_incidents(home, facts["incidents"])})
        except WarehouseDamagedError as error:
            damage = str(error)
            if not (home / PUBLISHED).exists():
                raise
        except (WarehouseBusyError, DatabaseError):  # busy, or a first run was killed before it made a table
            running = running_pid(home)
    with published(home) as connection:
        facts = read_health(connection)
        facts |= {"home": str(home), "running_pid": running, "source": PUBLISHED, "damage": damage}
        return facts | {"incidents": _open_incidents(home, facts["incidents"])}


def _open_incidents(home: Path, recorded: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the open incidents; as the runs recorded them if the queue cannot be read, which ``alerts_error`` says."""
    try:
        found = all_incidents(home, recorded, datetime.now(UTC))
    except WarehouseError:
        found = recorded
    return incident_facts(row for row in found if row.get("state") != "resolved")


def _mark_crashed(facts: dict[str, Any]) -> dict[str, Any]:
    """A run that is marked as running although nobody holds the lock has crashed; the next run will say so."""
    for run in filter(None, (facts["last_run"], *facts["inboxes"])):
        if run["state"] == "running":
            run |= {"state": "crashed", "error": _CRASHED}
    return facts


def echo_status(facts: dict[str, Any]) -> None:
    """Print the facts for a person."""
    run = facts["last_run"]
    if facts["running_pid"] is not None:
        click.secho(f"A run is at work (pid {facts['running_pid']}); these are the facts before it.", fg="yellow")
    if facts["damage"]:
        click.secho(f"{facts['damage']}; these are the facts of the readers' copy. Next: wirehouse verify", fg="red")
    if run is None:
        click.echo("No run yet.")
        return
    click.secho(
        f"Last run {run['run_id']} ({run['kind']}): {run['state']}",
        bold=True,
        fg=None if run["state"] == "completed" else "red",
    )
    click.echo(f"  began {local_time(run['started_at'])}, inbox {run['inbox']}")
    if run["error"]:
        click.echo(f"  {run['error'].splitlines()[0]} (in full: the column error of runs)")
    for line in sums_of(run) if run["state"] == "completed" else ():
        click.echo(f"  {line}")
    _echo_inboxes(facts, run)
    newest = facts["newest_article"]
    click.echo(f"Articles {facts['articles']:,}; the newest of {newest or 'an unknown day'}")
    _echo_published(facts["published"], facts["published_at"])
    click.echo(f"Files missing {facts['missing']:,}, withheld {facts['withheld']:,}")
    if facts["withheld_by_rule"]:
        echo_table(["rule", "files", "since"], [(r["rule"], r["files"], r["since"]) for r in facts["withheld_by_rule"]])
    echo_open_incidents(facts["incidents"])


def _echo_published(copy: dict[str, Any] | None, published_at: datetime | None) -> None:
    """Print how old the readers' copy is, and with which run; one of an older wirehouse does not say the run."""
    moment = copy["published_at"] if copy else published_at
    told = f"{local_time(moment)}, {age_text(moment, datetime.now(UTC))}" if moment else "never"
    run = f", with run {copy['run_id']}" if copy else ""
    click.echo(f"Published {told}{run}")


def _echo_inboxes(facts: dict[str, Any], last: dict[str, Any]) -> None:
    """Print of every inbox what is not well: a last ingest that failed, unless it is shown already, and oddities."""
    several = len(facts["inboxes"]) > 1
    for run in facts["inboxes"]:
        if run["state"] in ("failed", "crashed") and run["run_id"] != last["run_id"]:
            why = (run["error"] or "").split("\n", 1)[0]
            click.secho(f"  inbox {run['inbox']}: run {run['run_id']} {run['state']}: {why}", fg="red")
    for oddity in facts["oddities"]:
        where = f"inbox {oddity['inbox']}: " if several else ""
        click.secho(f"  {where}{oddity['rule']}: {oddity['message']} {oddity['remedy']}", fg="yellow")
