"""What ``alerts list`` says: the messages, what became of each, and what waits."""

from datetime import datetime
from typing import Any

import click

from alerts.queue.status import SENT, lines_of, queue_of
from articles.text.spelling import did_you_mean
from cli.views.table import echo_table, local_time
from schemas.text import printable
from settings.model import Settings
from settings.units import span_text
from warehouse.errors import UsageError

_COLUMNS = ("when", "destination", "message", "state", "tries", "last error")


def read_alerts(
    settings: Settings, destination: str | None, now: datetime, *, waiting: bool
) -> dict[str, list[dict[str, Any]]]:
    """The messages, the latest first, and the destinations with what waits for each; of one destination if it is named.

    Raises UsageError for a destination that there is not and to which nothing was told, WarehouseError.
    """
    with queue_of(settings.home) as deliveries:
        alerts, destinations = (deliveries.alerts(), deliveries.destinations()) if deliveries else ([], [])
    if destination is not None:
        known = {row["name"] for row in destinations} | {row["destination"] for row in alerts}
        _require_destination(destination, known | {one.name for one in settings.destinations})
        alerts = [row for row in alerts if row["destination"] == destination]
        destinations = [row for row in destinations if row["name"] == destination]
    alerts = [row for row in alerts if not waiting or row["state"] not in SENT]
    alerts.sort(key=lambda row: (row["created_at"], row["alert_id"]), reverse=True)
    return {"alerts": [row | {"told": delivery_text(row, now)} for row in alerts], "destinations": destinations}


def echo_alerts(found: dict[str, list[dict[str, Any]]], limit: int, now: datetime) -> None:
    """Print them for a person."""
    rows = found["alerts"]
    if rows:
        echo_table(_COLUMNS, [_cells(row) for row in rows[:limit]])
    if len(rows) > limit:
        click.echo(f"… and {len(rows) - limit:,} more: raise --limit")
    lines = lines_of([row for row in found["destinations"] if row["waiting"] or row["failing_since"]], now)
    for line in lines:
        click.secho(line, fg="yellow")
    if not rows and not lines:
        click.echo("No message was sent, and none waits.")
    elif not lines:
        click.echo("Nothing waits.")


def delivery_text(row: dict[str, Any], now: datetime) -> str:
    """What became of a message, in words."""
    state, again = row["state"], row["next_attempt"]
    if state == "sent":
        return f"sent {local_time(row['sent_at'])}" if row["sent_at"] else "sent"
    if state == "merged":
        return "merged into a later one"
    if state == "sending":
        return "being sent"
    rest = f"tried again in {span_text(again - now)}" if again and again > now else "due now"
    return f"unclear whether it arrived, {rest}" if state == "unclear" else f"{state}, {rest}"


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    error = printable(row["last_error"], 120) if row["last_error"] else ""
    title = printable(row["title"], 120)
    return row["created_at"], row["destination"], title, row["told"], row["attempts"], error


def _require_destination(name: str, known: set[str]) -> None:
    if name not in known:
        hint = did_you_mean(name, sorted(known)) or "; the settings name none"
        raise UsageError(f"--destination: there is no destination {printable(name)}{hint}")
