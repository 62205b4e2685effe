"""What ``alerts list`` and ``status`` print of messages: the state of each, and what is pending."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click

from alerts.queue.status import SENT, queue_of
from articles.text.spelling import did_you_mean
from cli.views.terminal import echo_table, local_time
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
    with queue_of(settings.home) as queue:
        alerts, destinations = (queue.alerts(), queue.destinations()) if queue else ([], [])
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
    lines = pending_lines([row for row in found["destinations"] if row["waiting"] or row["failing_since"]], now)
    for line in lines:
        click.secho(line, fg="yellow")
    if not rows and not lines:
        click.echo("No message was sent, and none waits.")
    elif not lines:
        click.echo("Nothing waits.")


def echo_undelivered(facts: dict[str, Any]) -> None:
    """Print the pending messages and the destinations that are down; nothing if there are none."""
    if facts["alerts_error"]:
        click.secho(f"What waits to be told is unknown: {printable(facts['alerts_error'])}", fg="red")
    for line in pending_lines(facts["undelivered"] or [], datetime.now(UTC)):
        click.secho(line, fg="yellow")


def pending_lines(destinations: list[dict[str, Any]], now: datetime) -> list[str]:
    """Return a line for each destination with pending messages, and one for each that is down."""
    return [line for row in destinations for line in _pending_lines(row, now)]


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


def _pending_lines(row: dict[str, Any], now: datetime) -> Iterator[str]:
    name = printable(row["name"], 60)
    if row["waiting"]:
        wait = "message waits" if row["waiting"] == 1 else "messages wait"
        yield f"{row['waiting']:,} {wait} for {name} since {_since(row['since'], now)}"
    if row["failing_since"]:
        why = f": {printable(row['last_error'])}" if row["last_error"] else ""
        yield f"destination {name} is down since {_since(row['failing_since'], now)}{why}"


def _since(moment: datetime | None, now: datetime) -> str:
    """Return a moment in the machine's zone, and how long ago it was."""
    if moment is None:
        return "an unknown time"
    return f"{moment.astimezone():%Y-%m-%d %H:%M} ({span_text(now - moment)})"


def _require_destination(name: str, known: set[str]) -> None:
    if name not in known:
        hint = did_you_mean(name, sorted(known)) or "; the settings name none"
        raise UsageError(f"--destination: there is no destination {printable(name)}{hint}")
